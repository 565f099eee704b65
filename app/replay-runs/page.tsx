// Replay runs: the history, newest first, with those that run just now.
import type { Metadata } from 'next';
import Link from 'next/link';
import { LiveRefresh } from '#components/live-refresh.tsx';
import { RunsTable } from '#components/runs-table.tsx';
import { runListQuery } from '#lib/domain/run-schemas.ts';
import { isId } from '#lib/domain/ids.ts';
import { listRuns } from '#lib/store/runs.ts';
import { visitorOf } from '#app/visitor.ts';

export const metadata: Metadata = { title: 'Replay runs' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function RunsPage({ searchParams }: Props) {
  const actor = await visitorOf();
  const { cursor } = await searchParams;
  const from = typeof cursor === 'string' && isId(cursor) ? { cursor } : {};
  const { items, nextCursor } = await listRuns(actor, runListQuery.parse(from));
  return (
    <div className="px-5 pb-16 max-md:px-3">
      <LiveRefresh atMostEveryMs={1000} />
      <div className="flex h-14 items-center gap-3.5">
        <h1 className="text-lg font-[650] tracking-[-0.01em]">Replay runs</h1>
      </div>
      {items.length === 0 ? (
        <p className="panel px-6 py-10 text-center text-ink-2">
          No run yet. Select letters in the{' '}
          <Link className="link" href="/dead-letters?status=open">
            inbox
          </Link>{' '}
          and choose “As a run…”, or all that match a filter.
        </p>
      ) : (
        <RunsTable runs={items} />
      )}
      {nextCursor !== null && (
        <p className="py-3">
          <Link className="link" href={`/replay-runs?cursor=${nextCursor}`}>
            Older runs
          </Link>
        </p>
      )}
    </div>
  );
}
