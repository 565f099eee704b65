'use client';
// One page's link in the rail, marked where one is.
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { forgetLists } from './inbox-memory.ts';

export function RailLink({
  href,
  section,
  note,
  children,
}: {
  href: string;
  section: string;
  note: string | null;
  children: ReactNode;
}) {
  const isHere = usePathname().startsWith(section);
  return (
    <Link
      href={href}
      onClick={forgetLists}
      aria-current={isHere ? 'page' : undefined}
      className="flex items-center justify-between gap-2 rounded-sm px-2 py-1.5 text-ink-2 hover:text-ink focus-visible:-outline-offset-2 aria-[current]:bg-panel aria-[current]:font-[550] aria-[current]:text-ink aria-[current]:shadow-[0_0_0_1px_var(--line)]"
    >
      {children}
      {note !== null && (
        <span data-note={section} className="text-sm font-normal text-ink-3 max-md:hidden">
          {note}
        </span>
      )}
    </Link>
  );
}
