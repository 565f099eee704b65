// A reproduction, fetched when it is asked for: the page itself does without.
import { useEffect, useState } from 'react';
import type { Reproduction, ReproductionTarget } from '#lib/domain/reproduce/targets.ts';
import { getReproduction, type Answer } from './api.ts';

/** Null for `target` asks for nothing; null is given while the answer is awaited. */
export function useReproduction(
  letterId: string,
  target: ReproductionTarget | null,
): Answer<Reproduction> | null {
  const [got, setGot] = useState<{ target: ReproductionTarget; answer: Answer<Reproduction> } | null>(null);
  useEffect(() => {
    if (target === null) return;
    const asked = target;
    let isOver = false;
    async function ask() {
      const answer = await getReproduction(letterId, asked);
      if (!isOver) setGot({ target: asked, answer });
    }
    void ask();
    return () => {
      isOver = true;
    };
  }, [letterId, target]);
  return got !== null && got.target === target ? got.answer : null;
}
