// The next letters of a run become ordinary replays; those that stand otherwise than planned are left out, and why.
import { uuidv7 } from 'uuidv7';
import { runWhys } from '#lib/domain/run-words.ts';
import { ringAsked } from './bells.ts';
import { BROKER_ID, type Tx } from './client.ts';
import { Prisma } from './generated/client.ts';
import { holdBack, makeReady } from './run-collect.ts';
import { lease } from './replay-claims.ts';
import type { Run } from './run-feed.ts';
import { isAt } from './run-plans.ts';
import { wayOf, whyStays } from './run-rules.ts';

type Staying = { position: number; next: number | null; key: string | null; why: string };
type Taken = { fed: number; upTo: number | null; staying: Staying[] };
type For = { workerId: string; claims: number };

/** `claimed`: of the replays that were made, those that are the worker's own already. */
export type Fed = { fed: number; leftOut: number; fedTo: number; claimed: string[] };

/** Of the letters that go, the first `claims` are claimed for the worker at once. */
export async function feedLetters(tx: Tx, run: Run, count: number, whose: For): Promise<Fed> {
  const isByKey = typeof run.asked.how.order === 'object';
  const next = isByKey ? readyOnes(run, count) : nextOnes(run, count);
  // In the order of their ids, as requests lock them.
  await tx.$executeRaw`
    SELECT FROM dead_letter l WHERE l.id = ANY(ARRAY(SELECT n.dead_letter_id FROM (${next}) n)) ORDER BY l.id FOR UPDATE`;
  // Apart: what was waited for above may have changed replays, and only a new statement sees that.
  const replayIds = Array.from({ length: count }, () => uuidv7());
  const { fed, upTo, staying } = await makeReplays(tx, run, next, replayIds, whose);
  const claimed = replayIds.slice(0, Math.min(fed, whose.claims));
  if (fed > claimed.length) await ringAsked(tx);
  if (isByKey)
    return { fed, claimed, leftOut: staying.length + (await goOn(tx, run, staying)), fedTo: run.fedTo };
  return { fed, claimed, leftOut: staying.length, fedTo: upTo ?? run.total * 2 };
}

function nextOnes({ id, fedTo }: Run, count: number): Prisma.Sql {
  return Prisma.sql`SELECT position, dead_letter_id, next, order_key FROM run_letter
    WHERE run_id = ${id}::uuid AND position > ${fedTo} AND state = 'waiting' ORDER BY position LIMIT ${count}`;
}

function readyOnes({ id }: Run, count: number): Prisma.Sql {
  return Prisma.sql`SELECT position, dead_letter_id, next, order_key FROM run_letter
    WHERE run_id = ${id}::uuid AND state = 'ready' AND due_at <= now() ORDER BY position LIMIT ${count}`;
}

/** In one statement, without a letter coming here: at thousands a second their way through the worker was most of the work. */
async function makeReplays(
  tx: Tx,
  run: Run,
  next: Prisma.Sql,
  replayIds: readonly string[],
  { workerId, claims }: For,
): Promise<Taken> {
  const { how } = run.asked;
  const way = wayOf(how);
  const [row] = await tx.$queryRaw<Taken[]>`
    WITH next AS MATERIALIZED (${next}), judged AS MATERIALIZED (
      SELECT n.*, CASE WHEN l.id IS NULL THEN ${runWhys.gone} ELSE l.why END AS why, l.exchange, l.routing_key
      FROM next n LEFT JOIN LATERAL (
        SELECT l.id, ${whyStays(how, run.plannedAt)} AS why, ${way.exchange} AS exchange, ${way.routingKey} AS routing_key
        FROM dead_letter l WHERE l.id = n.dead_letter_id LIMIT 1) l ON true
    ), going AS MATERIALIZED (
      SELECT g.*, (${replayIds}::uuid[])[g.place] AS replay_id, g.place <= ${claims} AS is_claimed
      FROM (SELECT j.*, row_number() OVER (ORDER BY j.position) AS place FROM judged j WHERE j.why IS NULL) g
    ), list AS MATERIALIZED (
      SELECT array_agg(dead_letter_id) AS letters, array_agg(position) AS positions, array_agg(replay_id) AS replays FROM going
    ), made AS (
      INSERT INTO replay (id, broker_id, dead_letter_id, run_id, run_position, actor, to_kind, to_exchange, to_routing_key, left_out,
        amends_body, audit_id, stage, worker_id, lease_until)
      SELECT g.replay_id, ${BROKER_ID}, g.dead_letter_id, ${run.id}::uuid, g.position, ${run.startedBy}, ${how.to.kind}, g.exchange,
        g.routing_key, ${how.leaveOutHeaders ?? []}::text[], ${how.amendBody ?? false}, ${run.auditId}::uuid,
        CASE WHEN g.is_claimed THEN 'claimed' ELSE 'asked' END, CASE WHEN g.is_claimed THEN ${workerId}::uuid END,
        CASE WHEN g.is_claimed THEN ${Prisma.raw(lease)} END FROM going g ORDER BY g.position
    ), moved AS (
      UPDATE dead_letter l SET status = 'replayed', last_outcome = NULL WHERE l.id = ANY(ARRAY(SELECT g.dead_letter_id FROM going g))
    ), fed AS (
      UPDATE run_letter x SET state = 'fed', replay_id = (SELECT l.replays[array_position(l.positions, x.position)] FROM list l)
      WHERE ${typeof how.order === 'object'} AND ${isAt(run.id, Prisma.sql`SELECT g.position FROM going g`)}
    ), kept AS MATERIALIZED (
      SELECT array_agg(position) AS positions, array_agg(why) AS whys FROM judged WHERE why IS NOT NULL
    ), left_out AS (
      UPDATE run_letter x SET state = 'left_out', why = (SELECT k.whys[array_position(k.positions, x.position)] FROM kept k)
      WHERE ${isAt(run.id, Prisma.sql`SELECT j.position FROM judged j WHERE j.why IS NOT NULL`)}
    ), told AS (
      INSERT INTO event (kind, ids) SELECT 'changed', list.letters FROM list WHERE list.letters IS NOT NULL
    )
    SELECT (SELECT count(*)::int FROM going) AS fed, (SELECT max(position) FROM judged) AS "upTo",
      (SELECT coalesce(json_agg(json_build_object('position', position, 'next', next, 'key', order_key, 'why', why)), '[]')
        FROM judged WHERE why IS NOT NULL) AS staying`;
  return row!;
}

/** A letter that somebody took out of its row holds nothing back; one whose outcome is not known does. Gives how many it held back. */
async function goOn(tx: Tx, run: Run, staying: readonly Staying[]): Promise<number> {
  const holds = new Set<string>([runWhys.underWay, runWhys.unknown]);
  const passing = staying.filter(({ why }) => !holds.has(why));
  await makeReady(
    tx,
    run.id,
    passing.map(({ next }) => ({ next, settledAt: run.now })),
    0,
  );
  return holdBack(
    tx,
    run.id,
    staying.filter(({ why }) => holds.has(why)),
  );
}
