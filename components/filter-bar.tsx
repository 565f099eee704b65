'use client';
// The inbox's filter. It lives in the URL: each change is a new address, and without scripts the form sends the same one.
import { ChevronDown, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useTransition } from 'react';
import { letterStatuses } from '#lib/domain/dead-letter.ts';
import { writeFilter, type DeadLetterFilter } from '#lib/domain/filter.ts';
import { reasonWord } from '#lib/domain/letter-title.ts';
import { forgetLists } from './inbox-memory.ts';
import { TimeFilter } from './time-filter.tsx';
import { useKeys } from './use-keys.ts';

const TYPING_MS = 350;

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
      <div className="relative min-w-0 grow basis-[280px]">
        <Search size={14} className="absolute top-[11px] left-2.5 text-ink-3" aria-hidden="true" />
        <SearchField
          key={filter.q ?? ''}
          field={searchField}
          value={filter.q ?? ''}
          onChange={(q) => go({ q }, 'replace')}
        />
        <span className="kbd absolute top-2 right-2 max-md:hidden" aria-hidden="true">
          /
        </span>
      </div>
      <QueueField
        key={filter.queue ?? ''}
        value={filter.queue ?? ''}
        known={values.queues}
        onChange={(queue) => go({ queue })}
      />
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

function SearchField({
  field,
  value,
  onChange,
}: {
  field: React.RefObject<HTMLInputElement | null>;
  value: string;
  onChange: (q: string) => void;
}) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <input
      ref={field}
      type="search"
      name="q"
      defaultValue={value}
      maxLength={200}
      autoComplete="off"
      spellCheck={false}
      aria-label="Search in error, routing key, headers and body"
      placeholder="Search error, routing key, headers, body"
      className="field border-line-strong min-h-9 w-full pl-8"
      onChange={(event) => {
        const q = event.target.value.trim();
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onChange(q), TYPING_MS);
      }}
    />
  );
}

function QueueField({
  value,
  known,
  onChange,
}: {
  value: string;
  known: string[];
  onChange: (queue: string) => void;
}) {
  return (
    <>
      <input
        name="queue"
        list="known-queues"
        defaultValue={value}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        aria-label="Source or dead-letter queue"
        placeholder="any queue"
        className="field mono border-line-strong min-h-9 w-[190px] placeholder:font-sans placeholder:text-base max-md:grow max-md:basis-[150px]"
        onBlur={(event) => onChange(event.target.value.trim())}
        onKeyDown={(event) => event.key === 'Enter' && onChange(event.currentTarget.value.trim())}
        onInput={(event) => {
          if (known.includes(event.currentTarget.value)) onChange(event.currentTarget.value);
        }}
      />
      <datalist id="known-queues">
        {known.map((queue) => (
          <option key={queue}>{queue}</option>
        ))}
      </datalist>
    </>
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
