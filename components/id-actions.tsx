'use client';
// What can be done with one value: find the letters that have it too, follow it to where it leads, copy it.
import { ExternalLink, ListFilter } from 'lucide-react';
import Link from 'next/link';
import type { Mark } from '#lib/domain/marks.ts';
import { CopyButton } from './copy-button.tsx';
import { markHref } from './letter-href.ts';

export function IdActions({
  value,
  what,
  mark,
  link,
}: {
  value: unknown;
  /** What it is the value of, for those who cannot see where the button stands. */
  what: string;
  mark: Mark | null;
  link: string | null;
}) {
  return (
    <span className="id-actions ml-1 inline-flex items-center align-middle whitespace-nowrap">
      {mark !== null && (
        <Link
          className="btn quiet"
          href={markHref(mark)}
          prefetch={false}
          title="All letters with this value"
          aria-label={`All letters with ${mark.name} ${mark.value}`}
          data-mark={mark.name}
        >
          <ListFilter size={13} aria-hidden="true" />
        </Link>
      )}
      {link !== null && (
        <a
          className="btn quiet"
          href={link}
          target="_blank"
          rel="noreferrer noopener"
          title={`Leads to ${new URL(link).host}`}
          aria-label={`Follow ${what} to ${new URL(link).host}`}
          data-id-link
        >
          <ExternalLink size={13} aria-hidden="true" />
        </a>
      )}
      <CopyButton text={() => (typeof value === 'string' ? value : JSON.stringify(value))} what={what} />
    </span>
  );
}
