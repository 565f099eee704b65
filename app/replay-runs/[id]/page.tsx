// One replay run: its plan and the question whether to start it; then how far it is, and what became of each letter.
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { LiveRefresh } from '#components/live-refresh.tsx';
import { Age } from '#components/clock.tsx';
import { RunActions } from '#components/run-actions.tsx';
import { RunBadge } from '#components/run-badge.tsx';
import { RunLetters } from '#components/run-letters.tsx';
import { RunPlanPanel } from '#components/run-plan-panel.tsx';
import { RunProgress } from '#components/run-progress.tsx';
import { hasRole, mayAct } from '#lib/domain/permissions.ts';
import { runLettersQuery, type RunView } from '#lib/domain/run-schemas.ts';
import { titleOfRun } from '#lib/domain/run-words.ts';
import { AppError } from '#lib/errors.ts';
import { listRunLetters, readRun } from '#lib/store/runs.ts';
import { visitorOf } from '#app/visitor.ts';

export const metadata: Metadata = { title: 'Replay run' };

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function RunPage({ params, searchParams }: Props) {
  const actor = await visitorOf();
  const { id } = await params;
  const { outcome, cursor } = await searchParams;
  // What is mistyped in an address is left out.
  const asked = runLettersQuery.safeParse({ outcome, cursor });
  const query = asked.success ? asked.data : runLettersQuery.parse({});
  const run = await readRun(actor, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound();
    throw error;
  });
  const { items, nextCursor } = await listRunLetters(actor, id, query);
  const shown = query.outcome ?? null;
  const isTheirs = hasRole(actor, 'operator') && run.plan.queues.every(({ queue }) => mayAct(actor, queue));
  return (
    <div className="mx-auto grid max-w-[1180px] gap-4 px-5 pb-16 max-md:px-3" data-run={run.id}>
      <LiveRefresh atMostEveryMs={700} />
      <header className="grid gap-2 pt-4">
        <p>
          <Link className="link" href="/replay-runs">
            All runs
          </Link>
        </p>
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="text-lg font-[650] tracking-[-0.01em]">{titleOfRun(run)}</h1>
          <RunBadge run={run} />
        </div>
        <p className="text-ink-2 wrap-anywhere">
          <Whose run={run} />
        </p>
        {run.whyPaused !== null && (
          <p className="rounded-sm bg-bad-soft px-3 py-2 text-bad" role="status">
            It paused by itself. {run.whyPaused}.
          </p>
        )}
      </header>
      <RunProgress run={run} shown={shown} />
      {isTheirs ? (
        <RunActions
          id={run.id}
          state={run.state}
          rate={run.rate}
          goes={run.plan.letters}
          isPutBack={run.how.to.kind === 'dead_letter_queue'}
        />
      ) : (
        <p className="text-ink-2">You may look at this run, not act on it.</p>
      )}
      <RunPlanPanel run={run} />
      <RunLetters
        state={run.state}
        items={items}
        nextHref={
          nextCursor === null
            ? null
            : `/replay-runs/${run.id}?${new URLSearchParams({ ...(shown === null ? {} : { outcome: shown }), cursor: nextCursor })}`
        }
      />
    </div>
  );
}

function Whose({ run }: { run: RunView }) {
  return (
    <>
      Planned by {run.plannedBy} <Age at={run.plannedAt} />
      {run.startedBy !== null && run.startedAt !== null && (
        <>
          , started by {run.startedBy} <Age at={run.startedAt} />
        </>
      )}
      {run.reason !== null && <>: {run.reason}</>}
    </>
  );
}
