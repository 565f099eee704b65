// How many queues each destination of a plan reaches, as lines of a list.
import { countInWords } from '#lib/domain/amount-words.ts';
import { exchangeName } from '#lib/domain/outcome-words.ts';
import type { RunPlan } from '#lib/domain/run-schemas.ts';
import { Age } from './clock.tsx';

const SHOWN = 8;

export function PlanReach({ plan: { reach, reachAsOf } }: { plan: RunPlan }) {
  const lines = (reach ?? []).slice(0, SHOWN).map(({ exchange, routingKey, queues, unknown }) => (
    <li key={JSON.stringify([exchange, routingKey])} className="wrap-anywhere" data-plan-reach>
      <span className="mono">
        {exchangeName(exchange)} › {routingKey || '(empty)'}
      </span>{' '}
      {queues === null ? (
        `reaches a number of queues that is not known: ${unknown}`
      ) : queues === 0 ? (
        <span className="text-wait">reaches no queue: RabbitMQ would return these</span>
      ) : (
        `reaches ${countInWords(queues, 'queue')}${queues > 1 ? ', each of which gets them again' : ''}`
      )}
      .
    </li>
  ));
  return (
    <>
      {lines}
      {lines.length > 0 && reachAsOf !== null && (
        <li data-reach-as-of>
          That is by RabbitMQ’s bindings as of <Age at={reachAsOf} />.
        </li>
      )}
    </>
  );
}
