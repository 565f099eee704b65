// One header, with what lies inside it; much of it waits folded.
import { useState } from 'react';
import type { BoundHeader } from '#lib/domain/header-bounds.ts';
import { listHeaderRows, type HeaderRow } from '#lib/domain/header-rows.ts';
import { cutText } from '#lib/domain/plain-text.ts';
import { countInWords } from '#lib/domain/amount-words.ts';
import { markOfHeader } from '#lib/domain/marks.ts';
import { IdActions } from './id-actions.tsx';

const MAX_VALUE = 400;
/** More rows than these inside one header are shown when asked for: x-death alone is often forty. */
const MAX_INSIDE = 6;
const indents = ['', 'pl-4', 'pl-8', 'pl-12', 'pl-16', 'pl-20', 'pl-24'];

export function HeaderRows({
  bound,
  isSought,
  link,
}: {
  bound: BoundHeader;
  isSought: boolean;
  /** Where its value leads. */
  link: string | null;
}) {
  const { header, valuesLeftOut } = bound;
  const [isOpen, setOpen] = useState<boolean | null>(null);
  const [first, ...inside] = listHeaderRows([header]);
  if (first === undefined) return null;
  const isShown = isOpen ?? (isSought || inside.length <= MAX_INSIDE);
  return (
    <>
      <Line row={first}>
        {inside.length > 0 && (
          <button type="button" className="link" aria-expanded={isShown} onClick={() => setOpen(!isShown)}>
            {isShown ? 'Fold' : `Show ${countInWords(inside.length, 'field')}`}
          </button>
        )}
        {valuesLeftOut > 0 && (
          <span className="text-ink-3">
            {' '}
            · {countInWords(valuesLeftOut, 'more value')} would not fit here
          </span>
        )}
        {bound.onReplay !== null && <span className="text-ink-3"> · {bound.onReplay}</span>}
        <IdActions
          value={header.value}
          what={`the header ${header.name}`}
          mark={markOfHeader(header)}
          link={link}
        />
      </Line>
      {isShown && inside.map((row) => <Line key={row.path} row={row} />)}
    </>
  );
}

function Line({ row, children }: { row: HeaderRow; children?: React.ReactNode }) {
  const [isWhole, setWhole] = useState(false);
  const value = row.value ?? '';
  const shown = isWhole ? value : cutText(value, MAX_VALUE);
  return (
    <tr
      data-header={row.depth === 0 ? row.name : undefined}
      className="border-t border-line align-top first:border-0 max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:py-1 md:[&>td]:py-1.5"
    >
      <td className="pr-2 pl-3.5 wrap-anywhere">
        <span
          className={`block ${indents[Math.min(row.depth, indents.length - 1)]} ${row.depth > 0 ? 'text-ink-2' : ''}`}
        >
          {row.name || '(no name)'}
        </span>
      </td>
      <td className="pr-2 max-md:order-last max-md:col-span-2 max-md:px-3.5">
        <span className="whitespace-pre-wrap wrap-anywhere">{shown}</span>
        {row.note !== null && <span className="text-ink-3"> {row.note}</span>}
        <span className="font-sans">
          {shown.length < value.length && (
            <button type="button" className="link ml-1" onClick={() => setWhole(true)}>
              … {(value.length - shown.length).toLocaleString('en-US')} more characters
            </button>
          )}
          {children}
        </span>
      </td>
      <td className="pr-3.5 text-ink-3">{row.type}</td>
    </tr>
  );
}
