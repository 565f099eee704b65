'use client';
// The inbox's filter. It lives in the URL: each change is a new address, and without scripts the form sends the same one.
import { ChevronDown } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useRef, useTransition } from 'react';
import { letterStatuses } from '#lib/domain/dead-letter.ts';
import { writeFilter, type DeadLetterFilter } from '#lib/domain/filter.ts';
import { reasonWord } from '#lib/domain/letter-title.ts';
import { forgetLists } from './inbox-memory.ts';
import { QueueField } from './queue-field.tsx';
import { SearchField } from './search-field.tsx';
import { TimeFilter } from './time-filter.tsx';
import { useKeys } from './use-keys.ts';

export function FilterBar({
  filter,
  values,
}: {
  filter: DeadLetterFilter;
  values: { queues: string[]; reasons: string[] };
}) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const searchField = useRef<HTMLInputElement>(null);

  function go(change: DeadLetterFilter, how: 'push' | 'replace' = 'push') {
    const query = writeFilter({ ...filter, ...change });
    if (query === writeFilter(filter)) return;
    forgetLists();
    startTransition(() => router[how](`/dead-letters${query === '' ? '' : `?${query}`}`, { scroll: true }));
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
      className="flex flex-wrap gap-2 px-5 pt-3 max-md:px-3"
      onSubmit={(event) => {
        event.preventDefault();
        go({ q: searchField.current?.value.trim() ?? '' });
      }}
    >
      <SearchField field={searchField} value={filter.q ?? ''} onChange={(q) => go({ q }, 'replace')} />
      <QueueField value={filter.queue ?? ''} known={values.queues} onChange={(queue) => go({ queue })} />
      <Choice label="Reason" name="reason" value={filter.reason ?? ''} onChange={(reason) => go({ reason })}>
        <option value="">any reason</option>
        {withValue(values.reasons, filter.reason).map((reason) => (
          <option key={reason} value={reason}>
            {reasonWord(reason)}
          </option>
        ))}
      </Choice>
      <Choice
        label="Status"
        name="status"
        value={filter.status ?? ''}
        onChange={(status) => go({ status: letterStatuses.find((one) => one === status) })}
      >
        {letterStatuses.map((status) => (
          <option key={status}>{status}</option>
        ))}
        <option value="">any status</option>
      </Choice>
      <TimeFilter filter={filter} onChange={go} />
    </form>
  );
}

function Choice({
  label,
  name,
  value,
  onChange,
  children,
}: {
  label: string;
  name: string;
  value: string;
  onChange: (value: string) => void;
  children: React.ReactNode;
}) {
  return (
    <span className="relative max-md:grow">
      <select
        aria-label={label}
        name={name}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="field border-line-strong min-h-9 w-full appearance-none pr-7 font-[550]"
      >
        {children}
      </select>
      <ChevronDown
        size={13}
        className="pointer-events-none absolute top-3 right-2.5 text-ink-3"
        aria-hidden="true"
      />
    </span>
  );
}

function withValue(values: string[], value: string | undefined): string[] {
  return value === undefined || values.includes(value) ? values : [...values, value];
}
