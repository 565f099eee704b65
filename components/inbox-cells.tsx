// What stands in a letter's chosen columns: as cells of its row, or on a narrow page as lines under it.
import type { ColumnValue } from '#lib/domain/column-schemas.ts';
import { titleOfColumn, usualColumns } from '#lib/domain/columns.ts';
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { ReasonBadge } from './badge.tsx';
import { ScrollBox } from './scroll-box.tsx';

const widths: Record<string, string> = {
  source: 'w-[212px] max-lg:w-[150px]',
  reason: 'w-[132px] max-lg:w-[124px]',
  deaths: 'w-[66px] max-lg:w-[54px]',
};

export function ColumnHeads({ columns }: { columns: readonly string[] }) {
  return columns.map((name) => (
    <th key={name} className={`clip ${widths[name] ?? 'w-[148px]'}`} title={name}>
      {titleOfColumn(name)}
    </th>
  ));
}

/** Around the list. More than the usual columns may need more room than the page has: then it scrolls. */
export function ListFrame({ columns, children }: { columns: readonly string[]; children: React.ReactNode }) {
  if (columns.length <= usualColumns.length) return <div className="panel overflow-clip">{children}</div>;
  const style = { '--list-width': `${440 + 150 * columns.length}px` } as React.CSSProperties;
  return (
    <ScrollBox label="Letters, with their columns" className="panel overflow-x-auto max-md:overflow-clip">
      <div style={style}>{children}</div>
    </ScrollBox>
  );
}

export function ColumnCells({ letter, columns }: { letter: DeadLetterSummary; columns: readonly string[] }) {
  return columns.map((name) => (
    <td
      key={name}
      className={`py-2 pr-3 max-md:hidden ${cellOf[name] ?? 'mono clip'}`}
      title={titleOf(letter, name)}
    >
      <Cell letter={letter} name={name} />
    </td>
  ));
}

const cellOf: Record<string, string> = { source: 'mono clip', reason: '', deaths: 'text-ink-2' };

/** Those that do not stand under a narrow row anyway. */
export function ColumnLines({ letter, columns }: { letter: DeadLetterSummary; columns: readonly string[] }) {
  const more = columns.filter((name) => !usualColumns.some((usual) => usual === name));
  if (more.length === 0) return null;
  return (
    <dl className="mt-1 grid gap-0.5 text-sm md:hidden">
      {more.map((name) => (
        <div key={name} className="flex min-w-0 gap-2">
          <dt className="max-w-[45%] flex-none wrap-anywhere text-ink-3">{titleOfColumn(name)}</dt>
          <dd className="mono clip">
            <Value value={letter.values?.[name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Cell({ letter, name }: { letter: DeadLetterSummary; name: string }) {
  if (name === 'source')
    return letter.sourceQueue ?? <span className="font-sans text-base text-ink-3">unknown</span>;
  if (name === 'reason') return <ReasonBadge reason={letter.reason} />;
  if (name === 'deaths') return letter.deaths > 0 && `×${letter.deaths.toLocaleString('en-US')}`;
  return <Value value={letter.values?.[name]} />;
}

function Value({ value }: { value: ColumnValue | undefined }) {
  if (value?.why !== undefined) return <span className="font-sans text-ink-3">{value.why}</span>;
  if (value?.text == null)
    return (
      <span className="font-sans text-ink-3">
        <span aria-hidden="true">–</span>
        <span className="sr-only">none</span>
      </span>
    );
  return (
    <bdi>
      {value.text}
      {value.isCut && '…'}
    </bdi>
  );
}

function titleOf(letter: DeadLetterSummary, name: string): string | undefined {
  if (name === 'source') return letter.sourceQueue ?? undefined;
  return letter.values?.[name]?.text ?? undefined;
}
