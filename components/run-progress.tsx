// How far a run is: a bar, and how many letters came to what, each a link to those letters.
import Link from 'next/link';
import { countFailed, runOutcomeWords, spanInWords, sayRunOutcome } from '#lib/domain/run-words.ts';
import type { RunOutcome, RunView } from '#lib/domain/run-schemas.ts';
import { When } from './clock.tsx';

const tones = {
  good: 'bg-good',
  bad: 'bg-bad',
  wait: 'bg-wait',
  plain: 'bg-edge',
} as const;

export function RunProgress({ run, shown }: { run: RunView; shown: string | null }) {
  const { letters } = run;
  const counts: [RunOutcome, number][] = [
    ['confirmed', letters.confirmed],
    ['returned', letters.returned],
    ['nacked', letters.nacked],
    ['refused', letters.refused],
    ['unknown', letters.unknown],
    ['under_way', letters.underWay],
    ['cancelled', letters.cancelled],
    ['left_out', letters.leftOut],
    ['waiting', letters.waiting],
  ];
  return (
    <section aria-label="How far it is" className="grid gap-3">
      <div
        className="flex h-3 overflow-hidden rounded-sm bg-sunken"
        role="img"
        aria-label={`${(letters.total - letters.waiting - letters.underWay).toLocaleString('en-US')} of ${letters.total.toLocaleString('en-US')} are settled`}
        data-run-bar
      >
        {counts
          .filter(([outcome, many]) => many > 0 && outcome !== 'waiting')
          .map(([outcome, many]) => (
            <span
              key={outcome}
              className={tones[runOutcomeWords[outcome].tone]}
              style={{ width: `${(many / letters.total) * 100}%` }}
            />
          ))}
      </div>
      <p className="text-ink-2" data-run-speed>
        {sayPace(run)}
        {isWaiting(run) && run.canary?.until && (
          <>
            {' '}
            If they stay away, the others follow <When at={run.canary.until} />.
          </>
        )}
      </p>
      <ul className="flex flex-wrap gap-x-1.5 gap-y-1.5">
        <Count run={run} name={null} many={letters.total} word="letters" shown={shown} />
        {counts
          .filter(([, many]) => many > 0)
          .map(([outcome, many]) => (
            <Count
              key={outcome}
              run={run}
              name={outcome}
              many={many}
              word={sayRunOutcome(outcome, run.state)}
              shown={shown}
            />
          ))}
        {run.startedAt !== null && (
          <Count run={run} name="came_back" many={letters.cameBack} word="came back" shown={shown} />
        )}
      </ul>
    </section>
  );
}

function Count({
  run,
  name,
  many,
  word,
  shown,
}: {
  run: RunView;
  name: RunOutcome | 'came_back' | null;
  many: number;
  word: string;
  shown: string | null;
}) {
  return (
    <li>
      <Link
        className="btn aria-[current]:border-accent aria-[current]:bg-accent-soft"
        href={`/replay-runs/${run.id}${name === null ? '' : `?outcome=${name}`}`}
        aria-current={shown === name ? 'true' : undefined}
        prefetch={false}
        data-run-count={name ?? 'total'}
      >
        {name !== null && name !== 'came_back' && (
          <span aria-hidden="true" className={`size-2 rounded-full ${tones[runOutcomeWords[name].tone]}`} />
        )}
        <b className="tabular-nums">{many.toLocaleString('en-US')}</b>{' '}
        <span className="font-normal">{word}</span>
      </Link>
    </li>
  );
}

function isWaiting({ canary, state }: RunView): boolean {
  return canary?.state === 'waiting' && state === 'running';
}

function sayPace(run: RunView): string {
  const { state, isOrdered, perSecond, secondsLeft, letters, plan } = run;
  if (state === 'planned' && plan.letters === 0) return 'Nothing can be sent: below stands why.';
  if (state === 'planned')
    return plan.seconds === null
      ? 'It has not been started. It goes as fast as letters go.'
      : `It has not been started. At this rate it takes ${spanInWords(plan.seconds)}.`;
  if (state === 'running' && !isOrdered) return 'The order of its letters is read; then the first one goes.';
  if (isWaiting(run)) return 'The first ones are sent. It waits whether they come back.';
  if (state === 'running') {
    const left = secondsLeft === null ? '' : ` About ${spanInWords(secondsLeft)} left.`;
    return `${perSecond.toLocaleString('en-US')} a second just now.${left}`;
  }
  if (letters.underWay > 0) return 'What is on its way is awaited.';
  if (state === 'paused') return 'Nothing goes until somebody lets it go on.';
  if (state === 'done' && countFailed(letters) > 0)
    return 'All that could go was sent. What was not confirmed stands open again.';
  return state === 'done'
    ? 'All that could go has gone. That a consumer handled it is not known here; what comes back is counted.'
    : 'It was cancelled. What was not sent stands as it stood.';
}
