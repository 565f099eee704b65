// What a run's plan says: which letters, where they go, what is changed, and which do not go.
import Link from 'next/link';
import { countInWords } from '#lib/domain/amount-words.ts';
import { exchangeName } from '#lib/domain/outcome-words.ts';
import type { RunSummary, RunView } from '#lib/domain/run-schemas.ts';
import { runWhys } from '#lib/domain/run-words.ts';
import { writeFilter } from '#lib/domain/filter.ts';
import { Age } from './clock.tsx';
import { sayFilter } from './letter-href.ts';
import { Panel } from './panel.tsx';
import { PlanReach } from './plan-reach.tsx';

export function RunPlanPanel({ run }: { run: RunView }) {
  const { plan, how, leftOut } = run;
  const isPlanned = run.state === 'planned';
  return (
    <Panel title="The plan" name="plan">
      <div className="grid grid-cols-1 gap-4 px-3.5 py-3 wrap-anywhere">
        <p>
          <b>{countInWords(plan.letters, 'letter')}</b> of {saySelection(run)}, as of <Age at={plan.asOf} />.
          Letters that come later stay out.{' '}
          {plan.perhapsTwice > 0 && (
            <span className="text-wait">
              {countInWords(plan.perhapsTwice, 'letter')} may have arrived already: the last try was nacked,
              or never answered.
            </span>
          )}
        </p>
        <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
          <List
            title="From the queues"
            rows={plan.queues.map(({ queue, letters }) => [queue ?? '(unknown)', letters])}
            more={plan.moreQueues}
            isMono
          />
          <List
            title={isPlanned ? 'They go' : 'They were to go'}
            rows={plan.destinations.map(({ exchange, routingKey, letters }) => [
              exchange === ''
                ? `queue ${routingKey}`
                : `${exchangeName(exchange)} › ${routingKey || '(empty)'}`,
              letters,
            ])}
            more={plan.moreDestinations}
            isMono
          />
          <List
            title={isPlanned ? 'Do not go' : 'Left out'}
            rows={leftOut.map(({ why, letters }) => [why, letters])}
            more={0}
          />
          <List
            title="What a replay leaves out or sets anew"
            rows={plan.changes.filter(({ letters }) => letters > 0).map(({ why, letters }) => [why, letters])}
            more={0}
          />
        </div>
        <ul className="grid gap-1 text-ink-2">
          {sayHow(run).map((line) => (
            <li key={line}>{line}</li>
          ))}
          {plan.notYours > 0 && (
            <li>
              {countInWords(plan.notYours, 'letter')} of queues that its planner may only look at stay out.
            </li>
          )}
          {how.to.kind === 'origin' && plan.whyNoReach !== null && <li>{plan.whyNoReach}.</li>}
          {how.to.kind !== 'dead_letter_queue' && plan.reach !== null && <PlanReach plan={plan} />}
          {leftOut.some(({ why }) => why === runWhys.drained) && (
            <li data-how-to-pause>
              An administrator can pause a queue on the{' '}
              <Link className="link" href="/queues">
                Queues page
              </Link>
              ; then make another plan.
            </li>
          )}
          <li>{plan.foundWhenSent}</li>
        </ul>
      </div>
    </Panel>
  );
}

function List({
  title,
  rows,
  more,
  isMono = false,
}: {
  title: string;
  rows: [string, number][];
  more: number;
  isMono?: boolean;
}) {
  if (rows.length === 0) return null;
  return (
    <section className="min-w-0">
      <h3 className="mb-1 font-semibold text-ink-2">{title}</h3>
      <ul className="grid gap-1">
        {rows.map(([name, many]) => (
          <li key={name} className="flex justify-between gap-3">
            <span className={`wrap-anywhere ${isMono ? 'mono' : ''}`}>{name}</span>
            <span className="flex-none tabular-nums text-ink-2">{many.toLocaleString('en-US')}</span>
          </li>
        ))}
        {more > 0 && <li className="text-ink-3">and {more.toLocaleString('en-US')} more</li>}
      </ul>
    </section>
  );
}

export function saySelection({ selection }: Pick<RunSummary, 'selection'>): string {
  if (selection.group !== null) return 'all letters of a failure group';
  if (selection.filter === null)
    return `${countInWords(selection.letters ?? 0, 'letter')} that were selected`;
  const query = sayFilter(String(writeFilter(selection.filter)));
  return query === '' ? 'all letters' : `all that match ${query}`;
}

function sayHow({ how }: RunView): string[] {
  const { canary, stop, order } = how;
  return [
    ...(canary === undefined
      ? []
      : [
          `The first ${canary.count} go alone; after ${canary.waitSeconds} s the others follow, unless more than ${canary.maxCameBackPercent} % came back or failed.`,
        ]),
    typeof order === 'object'
      ? `For each ${order.key} one after the other, each when the one before was confirmed${order.afterSeconds > 0 ? ` and ${order.afterSeconds} s have passed` : ''}.`
      : order === 'original'
        ? 'In the order in which they were first sent.'
        : 'In the order in which they arrived here.',
    ...(stop === undefined
      ? ['It does not pause by itself.']
      : [
          `It pauses by itself when more than ${stop.maxFailedPercent} % of at least ${stop.after} failed or came back.`,
        ]),
  ];
}
