'use client';
// The header table: name, value and AMQP type, with what a replay leaves out.
import { useState } from 'react';
import type { Header } from '#lib/domain/dead-letter.ts';
import { filterHeaders } from '#lib/domain/header-rows.ts';
import { CopyButton } from './copy-button.tsx';
import { HeaderRows } from './header-rows.tsx';
import { Panel } from './panel.tsx';

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
              className="field w-[150px] border-line-strong"
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
        <p className="px-3.5 py-3 text-ink-2 wrap-anywhere">No header’s name holds “{words}”.</p>
      )}
      {shown.length > 0 && (
        <table className="mono w-full table-fixed border-collapse max-md:block">
          <colgroup>
            <col className="w-[232px]" />
            <col />
            <col className="w-[96px]" />
          </colgroup>
          <thead className="sr-only">
            <tr>
              <th>Name</th>
              <th>Value</th>
              <th>Type</th>
            </tr>
          </thead>
          <tbody className="max-md:block">
            {shown.map((header, index) => (
              <HeaderRows key={`${header.name} ${index}`} header={header} isSought={words.trim() !== ''} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
