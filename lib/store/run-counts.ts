// What a plan of a replay run says: its letters by queue, by where they go, by what is changed, and which do not go.
import type { RunHow, RunRate } from '#lib/domain/run-request.ts';
import type { RunPlan } from '#lib/domain/run-schemas.ts';
import { sayRunChanges } from '#lib/domain/run-changes.ts';
import type { Tx } from './client.ts';
import { countReach } from './reach.ts';
import { wayOf } from './run-rules.ts';

/** So many queues and destinations are named; of the others their number is told. */
const MOST_NAMED = 30;

type Many = { letters: number; all: number };

export async function countPlan(
  tx: Tx,
  runId: string,
  { how, rate, notYours }: { how: RunHow; rate: RunRate; notYours: number },
): Promise<RunPlan> {
  const way = wayOf(how);
  const queues = await tx.$queryRaw<({ queue: string | null } & Many)[]>`
    SELECT l.source_queue AS queue, count(*)::int AS letters, (count(*) OVER ())::int AS all
    FROM run_letter x JOIN dead_letter l ON l.id = x.dead_letter_id WHERE x.run_id = ${runId}::uuid AND x.state = 'waiting'
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${MOST_NAMED}`;
  const destinations = await tx.$queryRaw<({ exchange: string; routingKey: string } & Many)[]>`
    SELECT ${way.exchange} AS exchange, ${way.routingKey} AS "routingKey", count(*)::int AS letters, (count(*) OVER ())::int AS all
    FROM run_letter x JOIN dead_letter l ON l.id = x.dead_letter_id WHERE x.run_id = ${runId}::uuid AND x.state = 'waiting'
    GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ${MOST_NAMED}`;
  const leftOut = await tx.$queryRaw<{ why: string; letters: number }[]>`
    SELECT why, count(*)::int AS letters FROM run_letter WHERE run_id = ${runId}::uuid AND state = 'left_out' GROUP BY 1 ORDER BY 2 DESC`;
  const kinds = await tx.$queryRaw<{ convention: string | null; letters: number; perhapsTwice: number }[]>`
    SELECT l.convention, count(*)::int AS letters,
      (count(*) FILTER (WHERE l.last_outcome IN ('unknown', 'nacked')))::int AS "perhapsTwice"
    FROM run_letter x JOIN dead_letter l ON l.id = x.dead_letter_id WHERE x.run_id = ${runId}::uuid AND x.state = 'waiting'
    GROUP BY 1 ORDER BY 2 DESC LIMIT ${MOST_NAMED}`;
  const letters = kinds.reduce((sum, one) => sum + one.letters, 0);
  return {
    asOf: new Date().toISOString(),
    letters,
    queues: queues.map(({ queue, letters: many }) => ({ queue, letters: many })),
    moreQueues: (queues[0]?.all ?? 0) - queues.length,
    destinations: destinations.map(({ exchange, routingKey, letters: many }) => ({
      exchange,
      routingKey,
      letters: many,
    })),
    moreDestinations: (destinations[0]?.all ?? 0) - destinations.length,
    leftOut,
    notYours,
    perhapsTwice: kinds.reduce((sum, one) => sum + one.perhapsTwice, 0),
    changes: sayRunChanges(kinds, how),
    foundWhenSent:
      'Whether an exchange is there, whether a queue is bound for a routing key, and whether RabbitMQ takes a letter’s headers (too big, or not readable) is found when it is sent: such a letter is refused or returned, and stands open again.',
    ...(await countReach(tx, destinations)),
    seconds: secondsOf(letters, how, rate),
  };
}

function secondsOf(letters: number, { canary }: RunHow, rate: RunRate): number | null {
  if (rate === 'unlimited') return null;
  return letters / rate + (canary === undefined ? 0 : canary.waitSeconds);
}
