// The inbox: the newest letters of a filter, which lives in the URL.
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { FilterBar } from '#components/filter-bar.tsx';
import { FirstLesson } from '#components/first-lesson.tsx';
import { Histogram } from '#components/histogram.tsx';
import { Inbox } from '#components/inbox.tsx';
import { InboxTools } from '#components/inbox-tools.tsx';
import { inboxHref } from '#components/letter-href.ts';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { Visitor } from '#lib/domain/actor.ts';
import { usualColumns } from '#lib/domain/columns.ts';
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { writeFilter } from '#lib/domain/filter.ts';
import { readInbox } from '#lib/domain/inbox-query.ts';
import type { LetterPage } from '#lib/domain/letter-list.ts';
import { hasRole } from '#lib/domain/permissions.ts';
import { AppError } from '#lib/errors.ts';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { readOverview } from '#lib/store/overview.ts';
import { listQueues } from '#lib/store/queues.ts';
import { listViews, readView } from '#lib/store/saved-views.ts';
import { visitorOf } from '#app/visitor.ts';

export const metadata: Metadata = { title: 'Inbox' };

const PAGE = 50;
const nothing: LetterPage = { items: [], nextCursor: null };

export default async function InboxPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const actor = await visitorOf();
  const params = await searchParams;
  const saved = typeof params.view === 'string' ? await openView(actor, params.view) : null;
  if (saved !== null && 'query' in saved) redirect(inboxHref(saved.query));
  const { filter, columns, faults, wrongQuery, query } = readInbox(params);
  if (saved !== null) faults.push(saved.fault);
  const [first, overview, views] = await Promise.all([
    wrongQuery === null ? listDeadLetters(actor, { ...filter, limit: PAGE, columns }) : nothing,
    readOverview(actor),
    listViews(actor),
  ]);
  const isNew = first.items.length === 0 && overview.lastLetterAt === null;
  const openLetters = `${overview.isEstimate ? 'Over ' : ''}${countInWords(overview.openLetters, 'open letter')}`;

  return (
    <>
      <FilterBar
        filter={filter}
        q={wrongQuery?.text ?? filter.q ?? ''}
        query={query}
        values={overview.filterValues}
      />
      {faults.length > 0 && (
        <p className="px-5 pt-2 text-wait max-md:px-3">
          Part of the address was not understood and is left out: {faults.join('; ')}.
        </p>
      )}
      {wrongQuery === null && !isNew && <Histogram key={`chart ${query}`} query={query} />}
      {wrongQuery === null ? (
        <Inbox
          key={query}
          query={query}
          first={first}
          standing={{ role: actor.role, seeQueues: actor.seeQueues, actQueues: actor.actQueues }}
          columns={columns ?? usualColumns}
          tools={
            <InboxTools
              query={query}
              columns={columns}
              suggested={suggest(first.items)}
              views={views}
              mayImport={hasRole(actor, 'administrator')}
            />
          }
          openLetters={writeFilter(filter) === writeFilter({ status: 'open' }) ? openLetters : null}
          lesson={
            isNew ? <FirstLesson queues={(await listQueues(actor)).map((queue) => queue.name)} /> : null
          }
        />
      ) : (
        <h1 className="px-5 pt-4 text-lg font-[650] tracking-[-0.01em] max-md:px-3" data-wrong-query>
          The query is not understood, so no letter is shown
        </h1>
      )}
    </>
  );
}

/** A view's address becomes the address of what it shows; one that is not there is named. */
async function openView(actor: Visitor, id: string): Promise<{ query: string } | { fault: string }> {
  try {
    return await readView(actor, id);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
    return { fault: 'view: there is none, or it is somebody’s own' };
  }
}

const MAX_SUGGESTED = 40;

/** Headers that these letters bear. */
function suggest(letters: readonly DeadLetterSummary[]): string[] {
  const names = letters.flatMap(({ headers }) => headers.map(({ name }) => `header.${name}`));
  return [...new Set(names)].toSorted().slice(0, MAX_SUGGESTED);
}
