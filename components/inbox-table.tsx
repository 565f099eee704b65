// The list of letters, newest first, and the way to older ones.
import { ProblemNote } from './problem-note.tsx';
import { ColumnHeads, ListFrame } from './inbox-cells.tsx';
import { InboxRow } from './inbox-row.tsx';
import type { CurrentRow } from './use-current-row.ts';
import type { Letters } from './use-letters.ts';
import type { Selection } from './use-selection.ts';

export function InboxTable({
  letters,
  query,
  columns,
  selection,
  current,
}: {
  letters: Letters;
  query: string;
  columns: readonly string[];
  selection: Selection;
  current: CurrentRow;
}) {
  const { items, nextCursor } = letters.list;
  const isAll = selection.isAll || items.every((letter) => selection.ids.has(letter.id));
  const isSome = !isAll && items.some((letter) => selection.ids.has(letter.id));
  return (
    <>
      <ListFrame columns={columns}>
        <table className="w-full table-fixed border-collapse max-md:block md:min-w-(--list-width)">
          <thead className="bg-sunken text-left text-sm text-ink-3 max-md:hidden">
            <tr className="border-b border-line [&>th]:py-1.5 [&>th+th]:pr-3 [&>th]:font-normal">
              <th className="w-[42px]">
                <label className="grid place-items-center">
                  <input
                    type="checkbox"
                    aria-label="Select all loaded letters"
                    className="size-[15px] accent-accent"
                    checked={isAll}
                    ref={(box) => {
                      if (box) box.indeterminate = isSome;
                    }}
                    onChange={() => selection.set(isAll ? [] : items.map((letter) => letter.id))}
                  />
                </label>
              </th>
              <th>What failed</th>
              <ColumnHeads columns={columns} />
              <th className="w-[76px] text-right max-lg:w-[66px]">Age</th>
            </tr>
          </thead>
          <tbody className="max-md:block">
            {items.map((letter) => (
              <InboxRow
                key={letter.id}
                letter={letter}
                query={query}
                columns={columns}
                isSelected={selection.isAll || selection.ids.has(letter.id)}
                isCurrent={current.id === letter.id}
                onToggle={selection.toggle}
                onCurrent={current.set}
              />
            ))}
          </tbody>
        </table>
      </ListFrame>
      <div className="grid justify-items-center gap-2 py-4 text-ink-3">
        {letters.problem !== null && (
          <ProblemNote problem={letters.problem}>The list stands as it was.</ProblemNote>
        )}
        {nextCursor === null ? (
          <span>These are all.</span>
        ) : (
          <button
            type="button"
            className="btn"
            aria-disabled={letters.isLoading}
            onClick={letters.loadOlder}
            data-older
          >
            {letters.isLoading ? 'Loading older…' : 'Older'}
          </button>
        )}
      </div>
    </>
  );
}
