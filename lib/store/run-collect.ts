// Counts what was settled of a run since its last step; where letters go by keys, the next of a key becomes ready.
import { countSettled, type Outcomes } from '#lib/domain/run-feeder.ts';
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

export async function collectSettled(
  tx: Tx,
  run: Run,
): Promise<{ outcomes: Outcomes; settled: number; underWay: number }> {
  const { order } = run.asked.how;
  const counts = await takeCounts(tx, run.id);
  const outcomes = { ...run.outcomes };
  const count = (name: string, many: number) => (outcomes[name] = (outcomes[name] ?? 0) + many);
  for (const { stage, letters } of counts) count(stage, letters);
  if (typeof order === 'object') {
    // What was settled since the counting is named already, and counted with the next step.
    const settled = await nameSettled(tx, run.id);
    const confirmed = settled.filter(({ stage }) => stage === 'confirmed');
    await makeReady(tx, run.id, confirmed, order.afterSeconds);
    const failed = settled.filter(({ stage }) => stage !== 'confirmed');
    const held = await holdBack(tx, run.id, failed);
    if (held > 0) count('left_out', held);
  }
  const settled = counts.reduce((sum, { letters }) => sum + letters, 0);
  return { outcomes, settled, underWay: run.fed - countSettled(outcomes) };
}

async function takeCounts(tx: Tx, runId: string): Promise<{ stage: string; letters: number }[]> {
  return tx.$queryRaw<{ stage: string; letters: number }[]>`
    WITH taken AS (DELETE FROM run_settled WHERE run_id = ${runId}::uuid RETURNING stage, letters)
    SELECT stage, sum(letters)::int AS letters FROM taken GROUP BY 1`;
}

/** Of a run by keys, whose lines say how far each is. */
async function nameSettled(tx: Tx, runId: string): Promise<Settled[]> {
  const [row] = await tx.$queryRaw<{ settled: Settled[] }[]>`
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
    SELECT coalesce(json_agg(json_build_object('position', position, 'stage', stage, 'settledAt', settled_at, 'next', next, 'key', order_key)
      ORDER BY position), '[]') AS settled FROM settled`;
  return row!.settled;
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
