// How many letters match a filter: asked once the list stands, and again when letters came, at a slow pace.
import { useEffect, useRef, useState } from 'react';
import type { LetterCount } from '#lib/domain/query/schemas.ts';
import { getLetterCount } from './api.ts';
import { filterOf } from './letter-href.ts';
import { pace, type Paced } from './pace.ts';
import { useLive } from './use-live.ts';

const EVERY_MS = 10_000;

/** Null until it is known, and where nobody wants to know. */
export function useCount(query: string, isWanted: boolean): LetterCount | null {
  const [count, setCount] = useState<LetterCount | null>(null);
  const paced = useRef<Paced | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    const over = new AbortController();
    const asked = pace(async () => {
      const answer = await getLetterCount(filterOf(query), over.signal);
      if (answer.ok && !over.signal.aborted) setCount(answer.value);
    }, EVERY_MS);
    paced.current = asked;
    asked.run();
    return () => {
      asked.stop();
      over.abort();
    };
  }, [query, isWanted]);
  useLive(() => paced.current?.run());
  return count;
}
