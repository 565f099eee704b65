// Counts what was settled of a run since its last step; where letters go by keys, the next of a key becomes ready.
import type { Outcomes } from '#lib/domain/run-feeder.ts';
import { runWhys } from '#lib/domain/run-words.ts';
import type { Tx } from './client.ts';
import { Prisma } from './generated/client.ts';
import type { Run } from './run-feed.ts';
import { isAt } from './run-plans.ts';

type Settled = {
  position: number;
  stage: string;
  settledAt: Date | string;
  next: number | null;
  key: string | null;
};
type Collected = { fed: number; counts: Record<string, number>; settled: Settled[] };

export async function collectSettled(
  tx: Tx,
  run: Run,
): Promise<{ outcomes: Outcomes; settled: number; underWay: number }> {
  const { order } = run.asked.how;
  const isByKey = typeof order === 'object';
  const { fed, counts, settled } = await writeSettled(tx, run.id, isByKey);
  const outcomes = { ...run.outcomes };
  const count = (name: string, many: number) => (outcomes[name] = (outcomes[name] ?? 0) + many);
  for (const [stage, many] of Object.entries(counts)) count(stage, many);
  const all = Object.values(counts).reduce((sum, many) => sum + many, 0);
  if (isByKey) {
    const confirmed = settled.filter(({ stage }) => stage === 'confirmed');
    await makeReady(tx, run.id, confirmed, order.afterSeconds);
    const failed = settled.filter(({ stage }) => stage !== 'confirmed');
    const held = await holdBack(tx, run.id, failed);
    if (held > 0) count('left_out', held);
  }
  return { outcomes, settled: all, underWay: fed - all };
}

/** The settled letters themselves are told where `isNamed`; else their number counts, and thousands a second need not come here. */
async function writeSettled(tx: Tx, runId: string, isNamed: boolean): Promise<Collected> {
  const [row] = await tx.$queryRaw<Collected[]>`
    WITH fed AS MATERIALIZED (
      SELECT position, replay_id, next, order_key FROM run_letter WHERE run_id = ${runId}::uuid AND state = 'fed'
    ), settled AS MATERIALIZED (
      SELECT f.position, f.next, f.order_key, r.stage, r.settled_at FROM fed f
      CROSS JOIN LATERAL (SELECT stage, settled_at FROM replay WHERE id = f.replay_id AND settled_at IS NOT NULL LIMIT 1) r
    ), list AS MATERIALIZED (
      SELECT array_agg(position) AS positions, array_agg(stage) AS stages FROM settled
    ), written AS (
      UPDATE run_letter x SET state = (SELECT l.stages[array_position(l.positions, x.position)] FROM list l)
      WHERE ${isAt(runId, Prisma.sql`SELECT s.position FROM settled s`)}
    )
    SELECT (SELECT count(*)::int FROM fed) AS fed,
      (SELECT coalesce(jsonb_object_agg(c.stage, c.many), '{}') FROM (SELECT stage, count(*) AS many FROM settled GROUP BY 1) c) AS counts,
      (SELECT coalesce(json_agg(json_build_object('position', position, 'stage', stage, 'settledAt', settled_at, 'next', next, 'key', order_key)
        ORDER BY position), '[]') FROM settled WHERE ${isNamed}) AS settled`;
  return row!;
}

/** The next letter of each key may go, so long after its previous one was confirmed. */
export async function makeReady(
  tx: Tx,
  runId: string,
  done: readonly Pick<Settled, 'next' | 'settledAt'>[],
  afterSeconds: number,
): Promise<void> {
  const next = done.filter((one) => one.next !== null);
  if (next.length === 0) return;
  const positions = next.map((one) => one.next);
  await tx.$executeRaw`
    UPDATE run_letter SET state = 'ready', due_at = (${next.map((one) => one.settledAt)}::timestamptz[])[array_position(${positions}::int[], position)]
      + make_interval(secs => ${afterSeconds})
    WHERE run_id = ${runId}::uuid AND position = ANY(${positions}::int[]) AND state = 'waiting'`;
}

/** What comes after a letter that was not confirmed does not go; the keys alone are affected. Gives how many. */
export async function holdBack(
  tx: Tx,
  runId: string,
  failed: readonly Pick<Settled, 'position' | 'key'>[],
): Promise<number> {
  const keys = failed.map(({ key }) => key).filter((key) => key !== null);
  if (keys.length === 0) return 0;
  return tx.$executeRaw`
    UPDATE run_letter x SET state = 'left_out', why = ${runWhys.held}
    WHERE x.run_id = ${runId}::uuid AND x.order_key = ANY(${keys}::text[]) AND x.state IN ('waiting', 'ready')`;
}
