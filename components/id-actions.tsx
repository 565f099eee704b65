// What can be done with one value: find the letters that have it too, follow it to where it leads, copy it.
import { ExternalLink, ListFilter } from 'lucide-react';
import Link from 'next/link';
import { writeMark, type Mark } from '#lib/domain/marks.ts';
import { CopyButton } from './copy-button.tsx';
import { inboxHref } from './letter-href.ts';

export function IdActions({ value, mark, link }: { value: string; mark: Mark | null; link: string | null }) {
  if (mark === null && link === null) return null;
  return (
    <span className="ml-1 inline-flex items-center align-middle whitespace-nowrap">
      {mark !== null && (
        <Link
          className="btn quiet"
          href={markHref(mark)}
          prefetch={false}
          title="All letters with this value"
          aria-label={`All letters with ${mark.name} ${value}`}
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
          aria-label={`Follow ${value} to ${new URL(link).host}`}
          data-id-link
        >
          <ExternalLink size={13} aria-hidden="true" />
        </a>
      )}
      <CopyButton text={value} what={mark?.name ?? 'the value'} />
    </span>
  );
}

/** Letters of any status. */
export function markHref(mark: Mark): string {
  return inboxHref(new URLSearchParams({ mark: writeMark(mark) }).toString());
}
