// The last snapshot of what leads where in the broker. One worker at a time takes the next.
import { createHash } from 'node:crypto';
import type { Actor } from '#lib/domain/actor.ts';
import { plain } from '#lib/domain/plain-text.ts';
import { indexTopology, type TopologyIndex } from '#lib/domain/reach.ts';
import type { Topology } from '#lib/domain/topology.ts';
import { BROKER_ID, db, type Tx } from './client.ts';

/** So long nobody else asks; who dies meanwhile holds nobody up for longer. */
const LEASE_S = 30;

/** Whether it is due, and ours to do. */
export async function takeTopologyTurn(_actor: Actor): Promise<boolean> {
  const taken = await db().$executeRaw`
    INSERT INTO topology (broker_id, due_at) VALUES (${BROKER_ID}, now() + make_interval(secs => ${LEASE_S}))
    ON CONFLICT (broker_id) DO UPDATE SET due_at = EXCLUDED.due_at WHERE topology.due_at <= now()`;
  return taken === 1;
}

/** n.b. What is as it was is not written again: it may be megabytes. */
export async function writeTopology(_actor: Actor, told: Topology, nextInS: number): Promise<void> {
  const text = JSON.stringify(told);
  const digest = createHash('sha256').update(text).digest('hex');
  const same = await db().$executeRaw`
    UPDATE topology SET as_of = now(), problem = NULL, due_at = now() + make_interval(secs => ${nextInS})
    WHERE broker_id = ${BROKER_ID} AND digest = ${digest}`;
  if (same === 0)
    await db().$executeRaw`
      UPDATE topology SET as_of = now(), problem = NULL, due_at = now() + make_interval(secs => ${nextInS}),
        digest = ${digest}, told = ${text} WHERE broker_id = ${BROKER_ID}`;
}

/** The last snapshot stays. */
export async function writeTopologyProblem(_actor: Actor, problem: string): Promise<void> {
  await db().$executeRaw`UPDATE topology SET problem = ${plain(problem, 500)} WHERE broker_id = ${BROKER_ID}`;
}

export type Snapshot = { index: TopologyIndex | null; asOf: Date | null; problem: string | null };

let held: { digest: string; index: TopologyIndex } | null = null;

/** Read from Postgres only when it has changed. */
export async function readSnapshot(tx: Tx = db()): Promise<Snapshot> {
  const [row] = await tx.$queryRaw<{ digest: string | null; asOf: Date | null; problem: string | null }[]>`
    SELECT digest, as_of AS "asOf", problem FROM topology WHERE broker_id = ${BROKER_ID}`;
  if (row === undefined || row.digest === null)
    return { index: null, asOf: null, problem: row?.problem ?? null };
  const { asOf, problem } = row;
  if (held?.digest === row.digest) return { index: held.index, asOf, problem };
  const [whole] = await tx.$queryRaw<{ digest: string; told: string }[]>`
    SELECT digest, told FROM topology WHERE broker_id = ${BROKER_ID}`;
  if (whole === undefined) return { index: null, asOf: null, problem };
  held = { digest: whole.digest, index: indexTopology(JSON.parse(whole.told) as Topology) };
  return { index: held.index, asOf, problem };
}
