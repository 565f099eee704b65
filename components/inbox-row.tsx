// One letter in the list: what failed, where it was published and died, why, how often and when.
import Link from 'next/link';
import { memo } from 'react';
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { shortName, titleOf } from '#lib/domain/letter-title.ts';
import { exchangeName } from '#lib/domain/outcome-words.ts';
import {
  CameBackBadge,
  NotesMark,
  OutcomeBadge,
  PerhapsTwoBadge,
  ReasonBadge,
  StatusBadge,
} from './badge.tsx';
import { Age } from './clock.tsx';
import { ColumnCells, ColumnLines } from './inbox-cells.tsx';
import { letterHref } from './letter-href.ts';

type Row = {
  letter: DeadLetterSummary;
  query: string;
  columns: readonly string[];
  isSelected: boolean;
  isCurrent: boolean;
  onToggle: (id: string, isRange: boolean) => void;
  onCurrent: (id: string) => void;
};

export const InboxRow = memo(function InboxRow({
  letter,
  query,
  columns,
  isSelected,
  isCurrent,
  onToggle,
  onCurrent,
}: Row) {
  const { title, rest } = titleOf(letter);
  return (
    <tr
      data-letter-id={letter.id}
      data-status={letter.status}
      data-current={isCurrent || undefined}
      className={`relative border-b border-line last:border-0 max-md:grid max-md:grid-cols-[34px_minmax(0,1fr)_auto] ${isSelected ? 'bg-accent-soft' : 'hover:bg-sunken'} ${isCurrent ? 'shadow-[inset_3px_0_0_var(--accent)]' : ''}`}
    >
      <td className="relative z-[1]">
        <label className="grid min-h-[54px] cursor-pointer place-items-center">
          <input
            type="checkbox"
            aria-label={`Select ${title}`}
            className="size-[15px] accent-accent"
            checked={isSelected}
            onFocus={() => onCurrent(letter.id)}
            onChange={() => {}}
            onClick={(event) => onToggle(letter.id, event.shiftKey)}
          />
        </label>
      </td>
      <td className="min-w-0 py-2 pr-3 align-middle">
        <Link
          href={letterHref(letter.id, query)}
          prefetch={false}
          data-row-link={letter.id}
          onFocus={() => onCurrent(letter.id)}
          className="clip block outline-none after:absolute after:inset-0 focus-visible:after:rounded-sm focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          <span className="font-semibold">{title}</span> <span className="text-ink-2">{rest}</span>
        </Link>
        <div className="flex h-5 min-w-0 items-center gap-2 text-ink-3">
          <span className="mono clip">
            <Origin letter={letter} />
          </span>
          {letter.messageType !== null && letter.errorType !== null && (
            <span className="clip flex-none max-w-[40%]" title={letter.messageType}>
              {shortName(letter.messageType)}
            </span>
          )}
          <Marks letter={letter} />
        </div>
        <div className="mt-1 flex min-w-0 items-center gap-2 md:hidden">
          <ReasonBadge reason={letter.reason} />
          <span className="mono clip text-ink-2">{letter.sourceQueue ?? letter.deadLetterQueue}</span>
          <span className="text-ink-2">
            {letter.deaths > 0 && `×${letter.deaths.toLocaleString('en-US')}`}
          </span>
        </div>
        <ColumnLines letter={letter} columns={columns} />
      </td>
      <ColumnCells letter={letter} columns={columns} />
      <td className="py-2 pr-3.5 text-right whitespace-nowrap text-ink-2">
        <Age at={letter.arrivedAt} isBare className="relative z-[1]" />
      </td>
    </tr>
  );
});

function Origin({ letter }: { letter: DeadLetterSummary }) {
  if (letter.exchange === null) return <span className="font-sans text-base">origin unknown</span>;
  return (
    <>
      {exchangeName(letter.exchange)}
      <span aria-hidden="true" className="px-1">
        →
      </span>
      <span className="sr-only">, routing key </span>
      {letter.routingKey || '(no key)'}
    </>
  );
}

function Marks({ letter }: { letter: DeadLetterSummary }) {
  return (
    <span className="flex flex-none gap-1.5">
      {letter.status !== 'open' && <StatusBadge status={letter.status} />}
      {letter.status === 'open' && letter.lastOutcome !== null && <OutcomeBadge stage={letter.lastOutcome} />}
      {letter.isPerhapsTwo && <PerhapsTwoBadge />}
      {letter.cameFrom !== null && <CameBackBadge from={letter.cameFrom} />}
      {letter.notes > 0 && <NotesMark count={letter.notes} />}
    </span>
  );
}
