'use client';
// The way back to the list as it was left, and to the letters beside this one.
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { InboxLink } from './inbox-link.tsx';
import { letterHref, sayFilter } from './letter-href.ts';
import { useKeys } from './use-keys.ts';

export function LetterCrumb({
  query,
  newer,
  older,
}: {
  query: string;
  newer: string | null;
  older: string | null;
}) {
  const router = useRouter();
  const go = (id: string | null) => id !== null && router.push(letterHref(id, query));
  useKeys({
    j: () => go(older),
    k: () => go(newer),
  });
  return (
    <nav aria-label="Where this letter lies" className="flex min-w-0 items-center gap-2 py-2 text-ink-3">
      <InboxLink query={query} />
      <span className="mono clip max-sm:hidden">{query === '' ? '' : sayFilter(query)}</span>
      <span className="ml-auto flex flex-none items-center gap-1">
        <Neighbour id={newer} query={query} name="Newer" shortcut="k" />
        <Neighbour id={older} query={query} name="Older" shortcut="j" />
      </span>
    </nav>
  );
}

function Neighbour({
  id,
  query,
  name,
  shortcut,
}: {
  id: string | null;
  query: string;
  name: string;
  shortcut: string;
}) {
  const inside = (
    <>
      {name}{' '}
      <span className="kbd max-md:hidden" aria-hidden="true">
        {shortcut}
      </span>
    </>
  );
  if (id === null) {
    return (
      <span
        className="btn quiet px-2"
        aria-disabled="true"
        title={`No ${name.toLowerCase()} letter in this filter`}
      >
        {inside}
      </span>
    );
  }
  return (
    <Link href={letterHref(id, query)} className="btn quiet px-2" data-neighbour={name.toLowerCase()}>
      {inside}
    </Link>
  );
}
