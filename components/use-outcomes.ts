// Follows letters that were just tried again, and says in one notice what became of them.
import { useEffect, useRef } from 'react';
import { toast } from 'sonner';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { DeadLetterSummary, ReplayView } from '#lib/domain/dead-letter.ts';
import { outcomeInWords } from '#lib/domain/outcome-words.ts';
import type { Letters } from './use-letters.ts';

type Followed = { ids: ReadonlySet<string>; said: string };

export function useOutcomes(letters: Letters): (replays: readonly ReplayView[]) => void {
  const followed = useRef(new Map<string, Followed>());
  const { items, fresh } = letters.list;

  useEffect(() => {
    for (const [notice, { ids, said }] of followed.current) {
      const words = describeOutcomes([...items, ...fresh].filter((letter) => ids.has(letter.id)));
      if (said === words.text) continue;
      if (words.isOver) followed.current.delete(notice);
      else followed.current.set(notice, { ids, said: words.text });
      toast[words.isOver ? words.kind : 'loading'](words.text, {
        id: notice,
        description: words.detail,
        duration: words.isOver ? 8000 : Number.POSITIVE_INFINITY,
      });
    }
  }, [items, fresh]);

  return (replays) => {
    const ids = new Set(replays.map((replay) => replay.deadLetterId));
    followed.current.set(`replays-${replays[0]?.id ?? ''}`, { ids, said: '' });
    letters.patch(ids, 'replaying');
    // The event may have come before this answer did.
    letters.readAgain(ids);
  };
}

function describeOutcomes(letters: readonly DeadLetterSummary[]) {
  const counts = new Map<string, number>();
  for (const letter of letters) {
    const word = wordOf(letter);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const underWay = counts.get('under way') ?? 0;
  const bad = letters.find((letter) => letter.status === 'open' && letter.lastOutcome !== null);
  const text = [...counts].map(([word, count]) => `${count.toLocaleString('en-US')} ${word}`).join(', ');
  return {
    isOver: underWay === 0,
    kind: bad === undefined ? ('success' as const) : ('error' as const),
    text: `Tried ${countInWords(letters.length, 'letter')} again: ${text}`,
    detail:
      bad?.lastOutcome != null
        ? outcomeInWords(bad.lastOutcome).sentence
        : underWay === 0
          ? 'The broker routed and confirmed. That a consumer handled them is not known here.'
          : 'The broker’s confirms are awaited.',
  };
}

function wordOf(letter: DeadLetterSummary): string {
  if (letter.status === 'replaying') return 'under way';
  if (letter.status === 'replayed') return 'confirmed';
  return letter.lastOutcome === null ? letter.status : outcomeInWords(letter.lastOutcome).word;
}
