'use client';
// The inbox's filter. It lives in the URL: each change is a new address, and without scripts the form sends the same one.
import { X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useOptimistic, useRef, useTransition } from 'react';
import { letterStatuses } from '#lib/domain/dead-letter.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import { readQuery } from '#lib/domain/query/parser.ts';
import { isAbout } from '#lib/domain/query/tree.ts';
import { reasonWord } from '#lib/domain/letter-title.ts';
import { Choice } from './filter-choice.tsx';
import { forgetLists } from './inbox-memory.ts';
import { changeQuery, inboxHref } from './letter-href.ts';
import { QueryField } from './query-field.tsx';
import { QueueField } from './queue-field.tsx';
import { TimeFilter } from './time-filter.tsx';
import { useKeys } from './use-keys.ts';

export function FilterBar({
  filter,
  q,
  query,
  values,
}: {
  filter: DeadLetterFilter;
  /** The query, understood or not. */
  q: string;
  /** All of it as a query string. */
  query: string;
  values: { queues: string[]; reasons: string[] };
}) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [shown, show] = useOptimistic(filter);
  const searchField = useRef<HTMLInputElement>(null);
  // Two quick changes must both arrive, though the page still stands at the address before the first.
  const wanted = useRef(query);
  useEffect(() => {
    wanted.current = query;
  }, [query]);

  function go(change: DeadLetterFilter, how: 'push' | 'replace' = 'push') {
    const next = changeQuery(wanted.current, change);
    if (next === wanted.current) return;
    wanted.current = next;
    forgetLists();
    startTransition(() => {
      show({ ...shown, ...change });
      router[how](inboxHref(next), { scroll: true });
    });
  }

  useKeys({
    '/': (event) => {
      event.preventDefault();
      searchField.current?.focus();
      searchField.current?.select();
    },
  });

  return (
    <form
      role="search"
      aria-label="Filter letters"
      aria-busy={isPending}
      action="/dead-letters"
      className="flex flex-wrap items-start gap-2 px-5 pt-3 max-md:px-3"
      onSubmit={(event) => event.preventDefault()}
    >
      <QueryField field={searchField} value={q} onChange={(typed) => go(changeOf(typed), 'replace')} />
      <QueueField value={filter.queue ?? ''} known={values.queues} onChange={(queue) => go({ queue })} />
      <Choice label="Reason" name="reason" value={shown.reason ?? ''} onChange={(reason) => go({ reason })}>
        <option value="">any reason</option>
        {withValue(values.reasons, shown.reason).map((reason) => (
          <option key={reason} value={reason}>
            {reasonWord(reason)}
          </option>
        ))}
      </Choice>
      <Choice
        label="Status"
        name="status"
        value={shown.status ?? ''}
        onChange={(status) => go({ status: letterStatuses.find((one) => one === status) })}
      >
        {letterStatuses.map((status) => (
          <option key={status}>{status}</option>
        ))}
        <option value="">any status</option>
      </Choice>
      <TimeFilter filter={shown} onChange={go} />
      {shown.mark !== undefined && shown.mark !== '' && (
        <button
          type="button"
          className="btn max-w-full"
          onClick={() => go({ mark: '' })}
          title="Letters with this value; press for all"
          data-mark-filter
        >
          <span className="mono overflow-hidden text-ellipsis">{shown.mark.replace('=', ' = ')}</span>
          <X size={13} aria-hidden="true" />
          <span className="sr-only">, take this filter away</span>
        </button>
      )}
    </form>
  );
}

/** Which status is asked for, one place says: the query where it does, else the choice beside it. */
function changeOf(q: string): DeadLetterFilter {
  const read = readQuery(q);
  return read.ok && isAbout(read.query, 'status') ? { q, status: undefined } : { q };
}

function withValue(values: string[], value: string | undefined): string[] {
  return value === undefined || values.includes(value) ? values : [...values, value];
}
