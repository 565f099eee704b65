// An inbox whose filter finds nothing: says so, and offers the way out.
import Link from 'next/link';
import { Inbox as InboxIcon } from 'lucide-react';
import { forgetLists } from './inbox-memory.ts';
import { filterOf } from './letter-href.ts';

export function NoMatch({ query }: { query: string }) {
  const isPlain = filterOf(query) === 'status=open';
  return (
    <div className="panel grid justify-items-center gap-2 px-6 py-14 text-center" data-no-match>
      <InboxIcon size={26} strokeWidth={1.5} className="text-ink-3" aria-hidden="true" />
      <p className="text-lg font-semibold">{isPlain ? 'No open letters' : 'No letter matches this filter'}</p>
      <p className="text-ink-2">
        {isPlain
          ? 'Everything that died was replayed or discarded. New letters appear here by themselves.'
          : 'Letters that match it appear here by themselves.'}
      </p>
      <Link
        href={isPlain ? '/dead-letters' : '/dead-letters?status=open'}
        onClick={forgetLists}
        className="btn mt-1"
        data-clear-filter
      >
        {isPlain ? 'Show all letters' : 'Clear the filter'}
      </Link>
    </div>
  );
}
