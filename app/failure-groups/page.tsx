// Letters of one cause, by cause.
import type { Metadata } from 'next';
import Link from 'next/link';
import { groupsHref } from '#components/group-href.ts';
import { GroupsFilter } from '#components/groups-filter.tsx';
import { GroupsTable } from '#components/groups-table.tsx';
import { LiveRefresh } from '#components/live-refresh.tsx';
import { readGroupCursor } from '#lib/domain/group-cursor.ts';
import { groupListQuery, readGroupFilter } from '#lib/domain/group-schemas.ts';
import { listFailureGroups } from '#lib/store/failure-groups.ts';
import { visitorOf } from '#app/visitor.ts';

export const metadata: Metadata = { title: 'Failure groups' };

export default async function FailureGroupsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const actor = await visitorOf();
  const params = await searchParams;
  const filter = readGroupFilter(params);
  const cursor = readEnd(params.cursor);
  const page = await listFailureGroups(actor, groupListQuery.parse({ ...filter, cursor }));
  const isNarrowed = groupsHref({ ...filter, sort: 'lastSeen' }) !== '/failure-groups';
  return (
    <div className="px-5 pb-16 max-md:px-3">
      <LiveRefresh atMostEveryMs={1000} ofGroups />
      <div className="flex h-14 items-center gap-3.5">
        <h1 className="text-lg font-[650] tracking-[-0.01em]">Failure groups</h1>
        <span className="text-ink-3">Letters of one cause</span>
      </div>
      <GroupsFilter filter={filter} />
      {page.items.length === 0 ? (
        <p className="panel px-6 py-10 text-center text-ink-2">
          {isNarrowed
            ? 'No group matches.'
            : 'No letters were grouped yet: each falls into the group of its cause a second after it came.'}{' '}
          {isNarrowed && (
            <Link className="link" href="/failure-groups">
              All groups
            </Link>
          )}
        </p>
      ) : (
        <GroupsTable groups={page.items} />
      )}
      <nav aria-label="Pages of the list" className="flex gap-2 py-3">
        {cursor !== undefined && (
          <Link className="btn" href={groupsHref(filter)}>
            To the first
          </Link>
        )}
        {page.nextCursor !== null && (
          <Link className="btn" href={groupsHref(filter, { cursor: page.nextCursor })} data-next>
            More
          </Link>
        )}
      </nav>
    </div>
  );
}

/** A mistyped one leads to the first page. */
function readEnd(given: string | string[] | undefined): string | undefined {
  return typeof given === 'string' && readGroupCursor(given) !== null ? given : undefined;
}
