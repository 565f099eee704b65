'use client';
// The header table: name, value and AMQP type, with what a replay leaves out.
import { useState } from 'react';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { BoundHeaders } from '#lib/domain/header-bounds.ts';
import { linkOfHeader, type IdLink } from '#lib/domain/id-links.ts';
import { isHeaderNamed } from '#lib/domain/header-rows.ts';
import { letterPath } from './api.ts';
import { CopyButton } from './copy-button.tsx';
import { HeaderRows } from './header-rows.tsx';
import { Panel } from './panel.tsx';

const FIRST = 100;
const MORE = 400;

export function HeadersPanel({
  letterId,
  headers,
  idLinks,
}: {
  letterId: string;
  headers: BoundHeaders;
  idLinks: readonly IdLink[];
}) {
  const [words, setWords] = useState('');
  const [limit, setLimit] = useState(FIRST);
  const { shown: all, headersLeftOut } = headers;
  const found = all.filter(({ header }) => isHeaderNamed(header, words));
  const isCut = headersLeftOut > 0 || all.some(({ valuesLeftOut }) => valuesLeftOut > 0);
  return (
    <Panel
      title="Headers"
      name="headers"
      count={all.length + headersLeftOut}
      actions={
        all.length > 0 && (
          <>
            <input
              type="search"
              className="field w-[150px] border-line-strong"
              placeholder="Filter by name"
              aria-label="Filter headers by name"
              value={words}
              onChange={(event) => setWords(event.target.value)}
            />
            <CopyButton
              text={() =>
                JSON.stringify(
                  all.map(({ header }) => header),
                  null,
                  2,
                )
              }
              what={isCut ? 'the headers that are shown as JSON' : 'all headers as JSON'}
            />
          </>
        )
      }
    >
      {all.length === 0 && <p className="px-3.5 py-3 text-ink-2">The message has no headers.</p>}
      {all.length > 0 && found.length === 0 && (
        <p className="px-3.5 py-3 text-ink-2 wrap-anywhere">No header’s name holds “{words}”.</p>
      )}
      {found.length > 0 && (
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
            {found.slice(0, limit).map((bound, index) => (
              <HeaderRows
                key={`${bound.header.name} ${index}`}
                bound={bound}
                link={linkOfHeader(idLinks, bound.header)}
                isSought={words.trim() !== '' && found.length <= FIRST}
              />
            ))}
          </tbody>
        </table>
      )}
      {found.length > limit && (
        <div className="border-t border-line px-3.5 py-2">
          <button type="button" className="link" onClick={() => setLimit(limit + MORE)} data-more-headers>
            Show more headers
          </button>
        </div>
      )}
      {isCut && (
        <p className="border-t border-line px-3.5 py-2 text-ink-2">
          {headersLeftOut > 0 && `${countInWords(headersLeftOut, 'more header')} would not fit here. `}
          <a className="link" href={letterPath(letterId)}>
            All of them as JSON
          </a>
        </p>
      )}
    </Panel>
  );
}
