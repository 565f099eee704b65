// Counts what was settled of a run since its last step; where letters go by keys, the next of a key becomes ready.
import type { Outcomes } from '#lib/domain/run-feeder.ts';
import { runWhys } from '#lib/domain/run-words.ts';
import type { Tx } from './client.ts';
import type { Run } from './run-feed.ts';

type Settled = { position: number; stage: string; next: number | null; key: string | null; settledAt: Date };

export async function collectSettled(
  tx: Tx,
  run: Run,
): Promise<{ outcomes: Outcomes; settled: number; underWay: number }> {
  const rows = await tx.$queryRaw<Settled[]>`
    UPDATE run_letter x SET state = r.stage FROM replay r
    WHERE x.run_id = ${run.id}::uuid AND x.state = 'fed' AND r.id = x.replay_id AND r.settled_at IS NOT NULL
    RETURNING x.position, r.stage, x.next, x.order_key AS key, r.settled_at AS "settledAt"`;
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
  const [row] = await tx.$queryRaw<{ many: number }[]>`
    SELECT count(*)::int AS many FROM run_letter WHERE run_id = ${run.id}::uuid AND state = 'fed'`;
  return { outcomes, settled: rows.length, underWay: row?.many ?? 0 };
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
  await tx.$executeRaw`
    UPDATE run_letter x SET state = 'ready', due_at = u.settled_at + make_interval(secs => ${afterSeconds})
    FROM unnest(${next.map((one) => one.next)}::int[], ${next.map((one) => one.settledAt)}::timestamptz[]) AS u(position, settled_at)
    WHERE x.run_id = ${runId}::uuid AND x.position = u.position AND x.state = 'waiting'`;
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
