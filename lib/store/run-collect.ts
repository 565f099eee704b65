// Counts what was settled of a run since its last step; where letters go by keys, the next of a key becomes ready.
import type { Outcomes } from '#lib/domain/run-feeder.ts';
import { runWhys } from '#lib/domain/run-words.ts';
import type { Tx } from './client.ts';
import type { Run } from './run-feed.ts';

type Fed = { position: number; replayId: string; next: number | null; key: string | null };
type Settled = Fed & { stage: string; settledAt: Date };

export async function collectSettled(
  tx: Tx,
  run: Run,
): Promise<{ outcomes: Outcomes; settled: number; underWay: number }> {
  const fed = await tx.$queryRaw<Fed[]>`
    SELECT position, replay_id AS "replayId", next, order_key AS key FROM run_letter
    WHERE run_id = ${run.id}::uuid AND state = 'fed' ORDER BY position`;
  const rows = await findSettled(tx, fed);
  if (rows.length > 0) await writeOutcomes(tx, run.id, rows);
  const outcomes = { ...run.outcomes };
  const count = (name: string, many: number) => (outcomes[name] = (outcomes[name] ?? 0) + many);
  for (const { stage } of rows) count(stage, 1);
  const { order } = run.asked.how;
  if (typeof order === 'object') {
    await makeReady(
      tx,
      run.id,
      rows.filter(({ stage }) => stage === 'confirmed'),
      order.afterSeconds,
    );
    const held = await holdBack(
      tx,
      run.id,
      rows.filter(({ stage }) => stage !== 'confirmed'),
    );
    if (held > 0) count('left_out', held);
  }
  return { outcomes, settled: rows.length, underWay: fed.length - rows.length };
}

/** Apart from the letters of the run: joined, Postgres would take one of many wrong ways. */
async function findSettled(tx: Tx, fed: readonly Fed[]): Promise<Settled[]> {
  if (fed.length === 0) return [];
  const rows = await tx.$queryRaw<{ id: string; stage: string; settledAt: Date }[]>`
    SELECT r.id, r.stage, r.settled_at AS "settledAt" FROM replay r
    WHERE r.id = ANY(${fed.map(({ replayId }) => replayId)}::uuid[]) AND r.settled_at IS NOT NULL`;
  const settled = new Map(rows.map((row) => [row.id, row]));
  return fed.flatMap((one) => {
    const row = settled.get(one.replayId);
    return row === undefined ? [] : [{ ...one, stage: row.stage, settledAt: row.settledAt }];
  });
}

async function writeOutcomes(tx: Tx, runId: string, rows: readonly Settled[]): Promise<void> {
  const positions = rows.map(({ position }) => position);
  const stages = rows.map(({ stage }) => stage);
  await tx.$executeRaw`
    WITH settled AS MATERIALIZED (SELECT ${positions}::int[] AS positions, ${stages}::text[] AS stages)
    UPDATE run_letter x SET state = settled.stages[array_position(settled.positions, x.position)] FROM settled
    WHERE x.run_id = ${runId}::uuid AND x.position = ANY(settled.positions)`;
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
