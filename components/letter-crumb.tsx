'use client';
// The way back to the list as it was left, and to the letters beside this one.
import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { recallList } from './inbox-memory.ts';
import { inboxHref, letterHref } from './letter-href.ts';
import { useIsLive } from './clock.tsx';
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
  const isLive = useIsLive();
  // A list that was left scrolls itself to where it was; any other begins at its top.
  const isScrolled = !(isLive && recallList(query) !== undefined);
  const go = (id: string | null) => id !== null && router.push(letterHref(id, query));
  useKeys({
    j: () => go(older),
    k: () => go(newer),
    u: () => router.push(inboxHref(query), { scroll: isScrolled }),
  });
  return (
    <nav aria-label="Where this letter lies" className="flex min-w-0 items-center gap-2 py-2 text-ink-3">
      <Link href={inboxHref(query)} scroll={isScrolled} className="btn quiet -ml-2 pl-1.5" data-crumb>
        <ChevronLeft size={14} aria-hidden="true" />
        Inbox
      </Link>
      <span className="mono clip max-sm:hidden">{query === '' ? '' : describe(query)}</span>
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

function describe(query: string): string {
  return [...new URLSearchParams(query)].map(([key, value]) => `${key}:${value}`).join(' ');
}
