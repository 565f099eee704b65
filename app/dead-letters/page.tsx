// The inbox: the newest letters of a filter, which lives in the URL.
import type { Metadata } from 'next';
import { FilterBar } from '#components/filter-bar.tsx';
import { FirstLesson } from '#components/first-lesson.tsx';
import { Inbox } from '#components/inbox.tsx';
import { countInWords } from '#lib/domain/amount-words.ts';
import { readFilter, writeFilter } from '#lib/domain/filter.ts';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { readOverview } from '#lib/store/overview.ts';
import { listQueues } from '#lib/store/queues.ts';
import { visitorOf } from '#app/visitor.ts';

export const metadata: Metadata = { title: 'Inbox' };

const PAGE = 50;

export default async function InboxPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const actor = await visitorOf();
  const { filter, faults } = readFilter(await searchParams);
  const query = writeFilter(filter);
  const [first, overview] = await Promise.all([
    listDeadLetters(actor, { ...filter, limit: PAGE }),
    readOverview(actor),
  ]);
  const isNew = first.items.length === 0 && overview.lastLetterAt === null;
  const openLetters = `${overview.isEstimate ? 'Over ' : ''}${countInWords(overview.openLetters, 'open letter')}`;

  return (
    <>
      <FilterBar filter={filter} query={query} values={overview.filterValues} />
      {faults.length > 0 && (
        <p className="px-5 pt-2 text-wait max-md:px-3">
          Part of the address was not understood and is left out: {faults.join('; ')}.
        </p>
      )}
      <Inbox
        key={query}
        query={query}
        first={first}
        standing={{ role: actor.role, seeQueues: actor.seeQueues, actQueues: actor.actQueues }}
        openLetters={query === writeFilter({ status: 'open' }) ? openLetters : null}
        lesson={isNew ? <FirstLesson queues={(await listQueues(actor)).map((queue) => queue.name)} /> : null}
      />
    </>
  );
}
