'use client';
// The inbox: the list, what is selected in it, and what is asked about it.
import { useState } from 'react';
import type { Standing } from '#lib/domain/actor.ts';
import type { LetterCount } from '#lib/domain/query/schemas.ts';
import type { LetterPage } from '#lib/domain/letter-list.ts';
import { whyBarred } from '#lib/domain/permissions.ts';
import { sayAmount } from '#lib/domain/amount-words.ts';
import { letterStatuses } from '#lib/domain/dead-letter.ts';
import { canMove } from '#lib/domain/replay-choice.ts';
import { AllBar, asksOfAll, type AskedOfAll } from './all-bar.tsx';
import { NoMatch } from './no-match.tsx';
import { InboxCaption } from './inbox-caption.tsx';
import { recallList } from './inbox-memory.ts';
import { InboxTable } from './inbox-table.tsx';
import { InboxQuestions, type Question } from './inbox-questions.tsx';
import { SelectionBar, type Asked } from './selection-bar.tsx';
import { useCount } from './use-count.ts';
import { useCurrentRow } from './use-current-row.ts';
import { useKeys } from './use-keys.ts';
import { useLetters } from './use-letters.ts';
import { useListMemory } from './use-list-memory.ts';
import { useOutcomes } from './use-outcomes.ts';
import { useSelection } from './use-selection.ts';
import { useRefresh } from './use-live.ts';

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
  const { items, nextCursor } = letters.list;
  const ids = items.map((letter) => letter.id);
  const selection = useSelection(recalled?.selectedIds ?? new Set<string>(), ids);
  const current = useCurrentRow(ids, recalled?.currentId ?? null);
  const [question, setQuestion] = useState<Question | null>(null);
  const follow = useOutcomes(letters);
  useListMemory(query, { list: letters.list, selectedIds: selection.ids, currentId: current.id }, recalled);
  useRefresh(2000);

  const selected = items.filter((letter) => selection.ids.has(letter.id));

  // What is loaded to its end is counted already.
  const isCounted = nextCursor !== null && (openLetters === null || selected.length > 0);
  const counted = useCount(query, isCounted);
  const matching =
    nextCursor === null ? items.length.toLocaleString('en-US') : sayMatching(counted, items.length);
  const status = letterStatuses.find((one) => one === new URLSearchParams(query).get('status')) ?? null;

  function askOfAll(kind: AskedOfAll) {
    if (standing.role !== 'viewer' && asksOfAll(status).includes(kind)) setQuestion({ kind });
  }

  /** Asks about the selected letters, or about the current one when none is. */
  function ask(kind: Asked) {
    if (selection.isAll)
      return askOfAll(kind === 'replay' ? 'run of all' : kind === 'discard' ? 'discard all' : 'restore all');
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
      <InboxCaption letters={letters} counted={counted} openLetters={openLetters} tools={tools} />
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
      {selection.isAll ? (
        <AllBar
          matching={matching}
          status={status}
          standing={standing}
          onAsk={askOfAll}
          onClear={() => selection.set([])}
        />
      ) : (
        <SelectionBar
          selected={selected}
          matching={nextCursor === null && selected.length === items.length ? null : matching}
          query={query}
          standing={standing}
          onAsk={ask}
          onAll={selection.setAll}
          onClear={() => selection.set([])}
        />
      )}
      {question !== null && (
        <InboxQuestions
          question={question}
          letters={letters}
          query={query}
          matching={matching}
          onDone={() => selection.set([])}
          onReplays={follow}
          onClose={() => setQuestion(null)}
        />
      )}
    </section>
  );
}

/** Until it is counted: at least those that are loaded. */
function sayMatching(counted: LetterCount | null, loaded: number): string {
  return counted === null || counted.count < loaded
    ? `${loaded.toLocaleString('en-US')}+`
    : sayAmount(counted);
}
