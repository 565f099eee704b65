'use client';
// The way back to the list as it was left; also by the key u.
import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useIsLive } from './clock.tsx';
import { recallList } from './inbox-memory.ts';
import { inboxHref } from './letter-href.ts';
import { useKeys } from './use-keys.ts';

export function InboxLink({ query }: { query: string }) {
  const router = useRouter();
  const isLive = useIsLive();
  // A list that was left scrolls itself to where it was; any other begins at its top.
  const isScrolled = !(isLive && recallList(query) !== undefined);
  useKeys({ u: () => router.push(inboxHref(query), { scroll: isScrolled }) });
  return (
    <Link href={inboxHref(query)} scroll={isScrolled} className="btn quiet -ml-2 pl-1.5" data-crumb>
      <ChevronLeft size={14} aria-hidden="true" />
      Inbox
    </Link>
  );
}
