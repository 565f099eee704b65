'use client';
// The filter of failure groups. It lives in the URL; without scripts the form sends the same address.
import { useRouter } from 'next/navigation';
import { useRef, useTransition } from 'react';
import type { GroupFilter } from '#lib/domain/group-schemas.ts';
import { groupStates } from '#lib/domain/group-states.ts';
import { Choice } from './filter-choice.tsx';
import { groupsHref } from './group-href.ts';
import { useKeys } from './use-keys.ts';
import { useSyncedField } from './use-synced-field.ts';

const sorts = {
  lastSeen: 'last seen first',
  letters: 'most letters first',
  open: 'most open first',
} as const;

export function GroupsFilter({ filter }: { filter: GroupFilter }) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const search = useRef<HTMLInputElement>(null);
  const go = (change: Record<string, string>) =>
    startTransition(() => router.push(groupsHref(filter, change)));
  useKeys({
    '/': (event) => {
      event.preventDefault();
      search.current?.focus();
    },
  });
  return (
    <form
      role="search"
      aria-label="Filter groups"
      aria-busy={isPending}
      action="/failure-groups"
      className="flex flex-wrap gap-2 pb-3"
      onSubmit={(event) => event.preventDefault()}
    >
      <TextField
        field={search}
        name="q"
        label="Search in cause"
        placeholder="Search title, error, function, file"
        value={filter.q ?? ''}
        className="grow basis-[240px]"
        onChange={(q) => go({ q })}
      />
      <TextField
        name="queue"
        label="Source queue"
        placeholder="any queue"
        value={filter.queue ?? ''}
        className="w-[170px] max-md:grow"
        onChange={(queue) => go({ queue })}
      />
      <TextField
        name="owner"
        label="Owner, - for none"
        placeholder="any owner"
        value={filter.owner ?? ''}
        className="w-[130px] max-md:grow"
        onChange={(owner) => go({ owner })}
      />
      <Choice label="State" name="state" value={filter.state ?? ''} onChange={(state) => go({ state })}>
        <option value="">any state</option>
        {groupStates.map((state) => (
          <option key={state}>{state}</option>
        ))}
      </Choice>
      <Choice label="Order" name="sort" value={filter.sort} onChange={(sort) => go({ sort })}>
        {Object.entries(sorts).map(([sort, words]) => (
          <option key={sort} value={sort}>
            {words}
          </option>
        ))}
      </Choice>
    </form>
  );
}

function TextField({
  field,
  name,
  label,
  placeholder,
  value,
  className,
  onChange,
}: {
  field?: React.RefObject<HTMLInputElement | null>;
  name: string;
  label: string;
  placeholder: string;
  value: string;
  className: string;
  onChange: (value: string) => void;
}) {
  const own = useRef<HTMLInputElement>(null);
  const ref = field ?? own;
  const send = useSyncedField(ref, value, onChange);
  const sendNew = (typed: string) => typed !== value && send(typed);
  return (
    <input
      ref={ref}
      name={name}
      defaultValue={value}
      maxLength={255}
      autoComplete="off"
      spellCheck={false}
      aria-label={label}
      placeholder={placeholder}
      className={`field min-h-9 border-line-strong ${className}`}
      onBlur={(event) => sendNew(event.target.value.trim())}
      onKeyDown={(event) => event.key === 'Enter' && sendNew(event.currentTarget.value.trim())}
    />
  );
}
