// Names and values of two letters beside each other; below each other where it is narrow. Equal ones wait folded.
import { countInWords } from '#lib/domain/amount-words.ts';
import type { ComparedField } from '#lib/domain/compare.ts';
import { cutLong, findDifference } from '#lib/domain/difference.ts';
import { Differing, MarkBadge } from './compare-mark.tsx';
import { Panel } from './panel.tsx';

export function CompareFields({
  title,
  name,
  words,
  fields,
  children,
}: {
  title: string;
  name: string;
  /** One of them, and many: "header", "headers". */
  words: readonly [one: string, many: string];
  fields: readonly ComparedField[];
  children?: React.ReactNode;
}) {
  const differing = fields.filter(({ mark }) => mark !== 'same');
  const same = fields.filter(({ mark }) => mark === 'same');
  return (
    <Panel title={title} name={name} beside={<span className="text-ink-3">{sayMany(differing.length)}</span>}>
      {fields.length === 0 && <p className="px-3.5 py-3 text-ink-2">Neither letter has any.</p>}
      {differing.length > 0 && <Rows label={`${title} that differ`} fields={differing} />}
      {same.length > 0 && (
        <details className={differing.length > 0 ? 'border-t border-line' : ''} data-same={same.length}>
          <summary className="rounded-md px-3.5 py-2 text-accent">
            {countInWords(same.length, `equal ${words[0]}`, `equal ${words[1]}`)}
          </summary>
          <Rows label={`${title} that are equal`} fields={same} />
        </details>
      )}
      {children}
    </Panel>
  );
}

/** Of equal ones, and of those that differ: more do not help a reader, and would cost a page. */
const MAX_ROWS = 300;

function sayMany(count: number): string {
  return count === 0 ? 'no difference' : countInWords(count, 'difference');
}

function Rows({ label, fields }: { label: string; fields: readonly ComparedField[] }) {
  return (
    <table aria-label={label} className="mono w-full table-fixed border-collapse max-md:block">
      {fields.length > MAX_ROWS && (
        <caption className="caption-bottom border-t border-line px-3.5 py-2 text-left font-sans text-base text-ink-2">
          {(fields.length - MAX_ROWS).toLocaleString('en-US')} more are not shown.
        </caption>
      )}
      <colgroup>
        <col className="w-[212px] max-lg:w-[150px]" />
        <col />
        <col />
        <col className="w-[112px]" />
      </colgroup>
      <thead className="border-b border-line bg-sunken text-left font-sans text-sm text-ink-3 max-md:sr-only">
        <tr className="[&>th]:py-1 [&>th]:font-normal [&>th:first-child]:pl-3.5">
          <th>Name</th>
          <th>A</th>
          <th>B</th>
          <th>Compared</th>
        </tr>
      </thead>
      <tbody className="max-md:block">
        {fields.slice(0, MAX_ROWS).map((field) => (
          <Row key={field.key} field={field} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ field: { name, mark, left, right } }: { field: ComparedField }) {
  const differing =
    mark === 'changed' && left !== null && right !== null ? findDifference(left, right) : [null, null];
  return (
    <tr
      data-compared={name}
      data-mark={mark}
      className="border-t border-line align-top first:border-0 max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-y-1 max-md:px-3.5 max-md:py-2 md:[&>td]:py-1.5 md:[&>td]:pr-3 md:[&>td:first-child]:pl-3.5"
    >
      <td className="text-ink-2 wrap-anywhere">{name || '(no name)'}</td>
      {[left, right].map((value, at) => (
        <td
          key={at}
          data-of={at === 0 ? 'A' : 'B'}
          className="whitespace-pre-wrap wrap-anywhere max-md:order-last max-md:col-span-2 max-md:flex max-md:gap-2 max-md:before:font-sans max-md:before:text-ink-3 max-md:before:content-[attr(data-of)]"
        >
          <span className="min-w-0">
            {value === null ? (
              <span className="font-sans text-ink-3">not there</span>
            ) : differing[at] ? (
              <Differing parts={differing[at]} />
            ) : (
              cutLong(value) || <span className="font-sans text-ink-3">(empty)</span>
            )}
          </span>
        </td>
      ))}
      <td className="font-sans">
        <MarkBadge mark={mark} />
      </td>
    </tr>
  );
}
