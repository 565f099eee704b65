// Freezes the letters of a replay run, and counts what its plan says of them: by queue, by where they go, by what is changed, and which
// do not go. Each letter's row, which is wide, is read once: everything comes from what one look at it gave.
import type { RunHow } from '#lib/domain/run-request.ts';
import type { Tx } from './client.ts';
import { Prisma } from './generated/client.ts';
import { wayOf, whyStays } from './run-rules.ts';

/** So many queues and destinations are named; of the others their number is told. */
const MOST_NAMED = 30;
/** Of this statement's sorts: a million letters would go through files a few megabytes at a time. */
const MEMORY = '64MB';

export type PlanCounts = {
  /** All that are frozen; `goes` of them go. */
  total: number;
  goes: number;
  queues: { queue: string | null; letters: number }[];
  queueCount: number;
  destinations: { exchange: string; routingKey: string; letters: number }[];
  destinationCount: number;
  kinds: { convention: string | null; letters: number }[];
  perhapsTwice: number;
  leftOut: { why: string; letters: number }[];
  /** The source queues of all, those that do not go among them. */
  allQueues: (string | null)[];
};

/** At most `limit` of those that match, the oldest. */
export async function freezeLetters(
  tx: Tx,
  runId: string,
  { among, how, limit }: { among: Prisma.Sql; how: RunHow; limit: number },
): Promise<PlanCounts> {
  const way = wayOf(how);
  await tx.$executeRaw`SELECT set_config('work_mem', ${MEMORY}, true)`;
  const [counts] = await tx.$queryRaw<PlanCounts[]>`
    WITH taken AS MATERIALIZED (
      SELECT l.id, ${whyStays(how)} AS why, l.source_queue AS queue, ${way.exchange} AS exchange, ${way.routingKey} AS routing_key,
        l.convention, coalesce(l.last_outcome IN ('unknown', 'nacked'), false) AS is_perhaps_two
      FROM dead_letter l WHERE ${among} ORDER BY l.id LIMIT ${limit}
    ), frozen AS (
      INSERT INTO run_letter (run_id, position, dead_letter_id, state, why)
      SELECT ${runId}::uuid, row_number() OVER (ORDER BY id), id, CASE WHEN why IS NULL THEN 'waiting' ELSE 'left_out' END, why FROM taken
    ), alike AS MATERIALIZED (
      SELECT why, queue, exchange, routing_key, convention, count(*) AS many, count(*) FILTER (WHERE is_perhaps_two) AS perhaps_two
      FROM taken GROUP BY 1, 2, 3, 4, 5
    ), going AS (SELECT * FROM alike WHERE why IS NULL),
    by_queue AS MATERIALIZED (SELECT queue, sum(many) AS letters FROM going GROUP BY 1),
    by_way AS MATERIALIZED (SELECT exchange, routing_key AS "routingKey", sum(many) AS letters FROM going GROUP BY 1, 2)
    SELECT (SELECT coalesce(sum(many), 0)::int FROM alike) AS total,
      (SELECT coalesce(sum(many), 0)::int FROM going) AS goes,
      (SELECT coalesce(sum(perhaps_two), 0)::int FROM going) AS "perhapsTwice",
      ${listed(Prisma.sql`SELECT * FROM by_queue ORDER BY letters DESC, queue LIMIT ${MOST_NAMED}`)} AS queues,
      (SELECT count(*)::int FROM by_queue) AS "queueCount",
      ${listed(Prisma.sql`SELECT * FROM by_way ORDER BY letters DESC, exchange, "routingKey" LIMIT ${MOST_NAMED}`)} AS destinations,
      (SELECT count(*)::int FROM by_way) AS "destinationCount",
      ${listed(Prisma.sql`SELECT convention, sum(many) AS letters FROM going GROUP BY 1 ORDER BY 2 DESC`)} AS kinds,
      ${listed(Prisma.sql`SELECT why, sum(many) AS letters FROM alike WHERE why IS NOT NULL GROUP BY 1 ORDER BY 2 DESC`)} AS "leftOut",
      (SELECT coalesce(json_agg(DISTINCT queue), '[]') FROM alike) AS "allQueues"`;
  return counts!;
}

function listed(query: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT coalesce(json_agg(q), '[]') FROM (${query}) q)`;
}
