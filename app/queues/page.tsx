// Each drained queue, and what is wrong with it.
import type { Metadata } from 'next';
import { LiveRefresh } from '#components/live-refresh.tsx';
import { QueuesTable } from '#components/queues-table.tsx';
import { countInWords } from '#lib/domain/amount-words.ts';
import { hasRole, mayAct } from '#lib/domain/permissions.ts';
import { readOverview } from '#lib/store/overview.ts';
import { listQueues } from '#lib/store/queues.ts';
import { visitorOf } from '#app/visitor.ts';

export const metadata: Metadata = { title: 'Queues' };

export default async function QueuesPage() {
  const actor = await visitorOf();
  const [queues, overview] = await Promise.all([listQueues(actor), readOverview(actor)]);
  const ill = queues.filter((queue) => queue.state === 'missing' || queue.state === 'refused').length;
  return (
    <div className="px-5 pb-16 max-md:px-3">
      <LiveRefresh atMostEveryMs={1000} />
      <div className="flex h-14 items-center gap-3.5">
        <h1 className="text-lg font-[650] tracking-[-0.01em]">
          {countInWords(queues.length, 'drained queue')}
        </h1>
        {ill > 0 && <span className="text-bad">{countInWords(ill, 'needs', 'need')} attention</span>}
      </div>
      {queues.length === 0 ? (
        <p className="panel px-6 py-10 text-center text-ink-2">
          No worker has reported a queue yet. Start one with npm start, or npm run worker.
        </p>
      ) : (
        <QueuesTable
          queues={queues}
          hasWorker={overview.workers.alive > 0}
          mayPause={(queue) => hasRole(actor, 'administrator') && mayAct(actor, queue)}
        />
      )}
    </div>
  );
}
