// How many queues each destination of a plan reaches, as lines of a list.
import { countInWords } from '#lib/domain/amount-words.ts';
import { exchangeName } from '#lib/domain/outcome-words.ts';
import type { RunPlan } from '#lib/domain/run-schemas.ts';
import { When } from './clock.tsx';

const SHOWN = 8;

export function PlanReach({ plan: { reach, reachAsOf } }: { plan: RunPlan }) {
  return (reach ?? []).slice(0, SHOWN).map(({ exchange, routingKey, queues, unknown }) => (
    <li key={JSON.stringify([exchange, routingKey])} className="wrap-anywhere" data-plan-reach>
      <span className="mono">
        {exchangeName(exchange)} › {routingKey || '(empty)'}
      </span>{' '}
      {queues === null ? (
        `reaches nobody knows how many queues: ${unknown}`
      ) : queues === 0 ? (
        <span className="text-wait">reaches no queue: RabbitMQ would return these</span>
      ) : (
        `reaches ${countInWords(queues, 'queue')}${queues > 1 ? ', each of which gets them again' : ''}`
      )}
      {reachAsOf !== null && (
        <>
          , as of <When at={reachAsOf} />
        </>
      )}
      .
    </li>
  ));
}
