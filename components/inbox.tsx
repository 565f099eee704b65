'use client';
// The inbox: the list, what is selected in it, and what is asked about it.
import { useState } from 'react';
import type { Standing } from '#lib/domain/actor.ts';
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import type { LetterPage } from '#lib/domain/letter-list.ts';
import { whyBarred } from '#lib/domain/permissions.ts';
import { canMove } from '#lib/domain/replay-choice.ts';
import { NoMatch } from './no-match.tsx';
import { InboxCaption } from './inbox-caption.tsx';
import { recallList } from './inbox-memory.ts';
import { InboxTable } from './inbox-table.tsx';
import { filterOf } from './letter-href.ts';
import { MoveQuestion } from './move-question.tsx';
import { ReplayQuestion } from './replay-question.tsx';
import { RunQuestion } from './run-question.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { useCurrentRow } from './use-current-row.ts';
import { useKeys } from './use-keys.ts';
import { useLetters } from './use-letters.ts';
import { useListMemory } from './use-list-memory.ts';
import { useOutcomes } from './use-outcomes.ts';
import { useSelection } from './use-selection.ts';
import { useRefresh } from './use-live.ts';

type Question = {
  kind: 'replay' | 'discard' | 'restore' | 'run' | 'run of all';
  letters: DeadLetterSummary[];
};

export function Inbox({
  query,
  first,
  openLetters,
  columns,
  tools,
  lesson,
  standing,
}: {
  /** Filter and columns, as the address has them. */
  query: string;
  first: LetterPage;
  /** How many letters stand open in all, in words; null where the filter asks for something else. */
  openLetters: string | null;
  columns: readonly string[];
  /** What stands beside the count. */
  tools: React.ReactNode;
  /** What an inbox without a single letter shows; null once there have been letters. */
  lesson: React.ReactNode;
  /** What whoever looks may. */
  standing: Standing;
}) {
  const [recalled] = useState(() => recallList(query));
  const letters = useLetters(first, query, recalled?.list);
  const { items } = letters.list;
  const ids = items.map((letter) => letter.id);
  const selection = useSelection(recalled?.selectedIds ?? new Set<string>(), ids);
  const current = useCurrentRow(ids, recalled?.currentId ?? null);
  const [question, setQuestion] = useState<Question | null>(null);
  const follow = useOutcomes(letters);
  useListMemory(query, { list: letters.list, selectedIds: selection.ids, currentId: current.id }, recalled);
  useRefresh(2000);

  const selected = items.filter((letter) => selection.ids.has(letter.id));

  /** Asks about the selected letters, or about the current one when none is. */
  function ask(kind: Question['kind']) {
    const meant = selected.length > 0 ? selected : items.filter((letter) => letter.id === current.id);
    const isBarred = meant.some((letter) => whyBarred(standing, letter.sourceQueue) !== null);
    if (meant.length > 0 && !isBarred) setQuestion({ kind, letters: meant });
  }

  useKeys({
    j: () => current.move(1),
    k: () => current.move(-1),
    x: () => current.id !== null && selection.toggle(current.id, false),
    X: () => current.id !== null && selection.toggle(current.id, true),
    Enter: (event) => current.open(event),
    t: () => ask('replay'),
    d: () =>
      ask(
        selected.length > 0 && !selected.some((letter) => canMove(letter, 'discarded'))
          ? 'restore'
          : 'discard',
      ),
    Escape: () => selection.set([]),
  });

  return (
    <section aria-label="Dead letters" className="relative px-5 pb-28 max-md:px-3" data-inbox>
      <InboxCaption letters={letters} query={query} openLetters={openLetters} tools={tools} />
      {items.length > 0 ? (
        <InboxTable
          letters={letters}
          query={query}
          columns={columns}
          selection={selection}
          current={current}
        />
      ) : (
        (lesson ?? <NoMatch query={query} />)
      )}
      <SelectionBar
        selected={selected}
        query={query}
        standing={standing}
        onAsk={ask}
        onClear={() => selection.set([])}
      />
      {question?.kind === 'replay' && (
        <ReplayQuestion
          letters={question.letters}
          onClose={() => setQuestion(null)}
          onConflict={letters.readAgain}
          onAsked={(replays) => {
            selection.set([]);
            follow(replays);
          }}
        />
      )}
      {question !== null && (question.kind === 'run' || question.kind === 'run of all') && (
        <RunQuestion
          of={
            question.kind === 'run'
              ? { ids: question.letters.map(({ id }) => id) }
              : { query: filterOf(query) }
          }
          onClose={() => setQuestion(null)}
        />
      )}
      {(question?.kind === 'discard' || question?.kind === 'restore') && (
        <MoveQuestion
          kind={question.kind}
          letters={question.letters}
          onClose={() => setQuestion(null)}
          onMoved={(moved) => {
            selection.set([]);
            letters.patch(moved, question.kind === 'discard' ? 'discarded' : 'open');
          }}
          onConflict={letters.readAgain}
        />
      )}
    </section>
  );
}
