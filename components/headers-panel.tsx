'use client';
// The header table: name, value and AMQP type, with what a replay leaves out.
import { useState } from 'react';
import type { Header } from '#lib/domain/dead-letter.ts';
import { filterHeaders, listHeaderRows, type HeaderRow } from '#lib/domain/header-rows.ts';
import { isHeaderLeftOut } from '#lib/domain/left-out.ts';
import { CopyButton } from './copy-button.tsx';
import { Panel } from './panel.tsx';

const MAX_VALUE = 1000;
const indents = ['', 'pl-4', 'pl-8', 'pl-12', 'pl-16', 'pl-20', 'pl-24'];

export function HeadersPanel({ headers }: { headers: Header[] }) {
  const [words, setWords] = useState('');
  const shown = filterHeaders(headers, words);
  return (
    <Panel
      title="Headers"
      name="headers"
      count={headers.length}
      actions={
        headers.length > 0 && (
          <>
            <input
              type="search"
              className="field w-[150px]"
              placeholder="Filter by name"
              aria-label="Filter headers by name"
              value={words}
              onChange={(event) => setWords(event.target.value)}
            />
            <CopyButton text={JSON.stringify(headers, null, 2)} what="all headers as JSON" />
          </>
        )
      }
    >
      {headers.length === 0 && <p className="px-3.5 py-3 text-ink-2">The message has no headers.</p>}
      {headers.length > 0 && shown.length === 0 && (
        <p className="px-3.5 py-3 text-ink-2">No header’s name holds “{words}”.</p>
      )}
      {shown.length > 0 && (
        <table className="mono w-full table-fixed border-collapse">
          <thead className="sr-only">
            <tr>
              <th>Name</th>
              <th>Value</th>
              <th>Type</th>
            </tr>
          </thead>
          <tbody>
            {listHeaderRows(shown).map((row) => (
              <HeaderLine key={row.path} row={row} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function HeaderLine({ row }: { row: HeaderRow }) {
  const [isWhole, setWhole] = useState(false);
  const value = row.value ?? '';
  const isCut = value.length > MAX_VALUE && !isWhole;
  return (
    <tr
      data-header={row.depth === 0 ? row.name : undefined}
      className="border-t border-line align-top first:border-0 [&>td]:py-1.5"
    >
      <td className="w-[34%] pr-2 pl-3.5 wrap-anywhere max-md:w-[42%]">
        <span
          className={`block ${indents[Math.min(row.depth, indents.length - 1)]} ${row.depth > 0 ? 'text-ink-2' : ''}`}
        >
          {row.name || '(no name)'}
        </span>
      </td>
      <td className="pr-2 whitespace-pre-wrap wrap-anywhere">
        {isCut ? value.slice(0, MAX_VALUE) : value}
        {isCut && (
          <button type="button" className="link ml-1 font-sans" onClick={() => setWhole(true)}>
            … {(value.length - MAX_VALUE).toLocaleString('en-US')} more characters
          </button>
        )}
        {row.note !== null && <span className="text-ink-3"> {row.note}</span>}
        {row.depth === 0 && isHeaderLeftOut(row.name) && (
          <span className="font-sans text-ink-3">{value === '' ? '' : ' · '}left out on replay</span>
        )}
      </td>
      <td className="w-[86px] pr-3.5 text-ink-3 max-md:w-[72px]">{row.type}</td>
    </tr>
  );
}
