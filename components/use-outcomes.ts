// Follows letters that were just tried again, and says in one notice what became of them.
import { useEffect, useRef, useState } from 'react';
import { toast } from 'sonner';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { DeadLetterSummary, ReplayView } from '#lib/domain/dead-letter.ts';
import { outcomeInWords } from '#lib/domain/outcome-words.ts';
import type { Letters } from './use-letters.ts';

type Followed = { notice: string | number; ids: ReadonlySet<string> };

export function useOutcomes(letters: Letters): (replays: readonly ReplayView[]) => void {
  const [followed, setFollowed] = useState<Followed[]>([]);
  const seen = useRef(new Map<string | number, string>());
  const { items, fresh } = letters.list;

  useEffect(() => {
    for (const { notice, ids } of followed) {
      const mine = [...items, ...fresh].filter((letter) => ids.has(letter.id));
      const words = describeOutcomes(mine);
      if (seen.current.get(notice) === words.text) continue;
      seen.current.set(notice, words.text);
      if (words.isOver) setFollowed((now) => now.filter((one) => one.notice !== notice));
      toast[words.isOver ? words.kind : 'loading'](words.text, {
        id: notice,
        description: words.detail,
        duration: words.isOver ? 8000 : Number.POSITIVE_INFINITY,
      });
    }
  }, [followed, items, fresh]);

  return (replays) => {
    const ids = new Set(replays.map((replay) => replay.deadLetterId));
    letters.patch(ids, 'replaying');
    setFollowed((now) => [...now, { notice: `replays-${replays[0]?.id ?? ''}`, ids }]);
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
