// All replay runs: who, why, how far, and what came of it.
import Link from 'next/link';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { RunSummary } from '#lib/domain/run-schemas.ts';
import { countFailed, sayRunOutcome } from '#lib/domain/run-words.ts';
import { Age } from './clock.tsx';
import { RunBadge } from './run-badge.tsx';
import { saySelection } from './run-plan-panel.tsx';

export function RunsTable({ runs }: { runs: readonly RunSummary[] }) {
  return (
    <ul className="panel" aria-label="Replay runs">
      {runs.map((run) => (
        <li key={run.id} className="border-b border-line px-3.5 py-2.5 last:border-0" data-run={run.id}>
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Link className="link font-[550]" href={`/replay-runs/${run.id}`} prefetch={false}>
              {countInWords(run.letters.total, 'letter')}
            </Link>
            <RunBadge run={run} />
            <span className="text-ink-2">
              <Outcome run={run} />
            </span>
            <span className="ml-auto text-ink-3 max-md:ml-0">
              {run.startedBy ?? run.plannedBy}, <Age at={run.startedAt ?? run.plannedAt} />
            </span>
          </div>
          <p className="text-ink-2 wrap-anywhere">
            {run.reason ?? saySelection(run)}
            {run.whyPaused !== null && <span className="block text-bad">{run.whyPaused}</span>}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** What wants a look is coloured; the words say it too. */
function Outcome({ run: { letters, state } }: { run: RunSummary }) {
  const said: [number, string, string?][] = [
    [letters.confirmed, 'confirmed'],
    [countFailed(letters), 'failed', 'text-bad'],
    [letters.leftOut, 'left out'],
    [letters.cancelled, 'cancelled'],
    [letters.underWay, 'under way'],
    [letters.waiting, sayRunOutcome('waiting', state)],
    [letters.cameBack, 'came back', 'text-wait'],
  ];
  return said
    .filter(([many]) => many > 0)
    .map(([many, word, tone], at) => (
      <span key={word} className={tone}>
        {at > 0 && ', '}
        {many.toLocaleString('en-US')} {word}
      </span>
    ));
}
