// The next letters of a run become ordinary replays; those that stand otherwise than planned are left out, and why.
import { uuidv7 } from 'uuidv7';
import { runWhys } from '#lib/domain/run-words.ts';
import { ringAsked } from './bells.ts';
import { BROKER_ID, type Tx } from './client.ts';
import { rememberChange } from './events.ts';
import { holdBack, makeReady } from './run-collect.ts';
import type { Run } from './run-feed.ts';
import { wayOf, whyStays } from './run-rules.ts';

type Next = { position: number; letterId: string; next: number | null; key: string | null };

export async function feedLetters(
  tx: Tx,
  run: Run,
  count: number,
): Promise<{ fed: number; leftOut: number; fedTo: number }> {
  const isByKey = typeof run.asked.how.order === 'object';
  const nexts = isByKey ? await takeReady(tx, run, count) : await takeNext(tx, run, count);
  if (nexts.length === 0) return { fed: 0, leftOut: 0, fedTo: isByKey ? run.fedTo : run.total * 2 };
  const whys = await judge(tx, run, nexts);
  const going = nexts.filter(({ letterId }) => whys.get(letterId) === null);
  const staying = nexts.filter(({ letterId }) => whys.get(letterId) !== null);
  if (going.length > 0) await makeReplays(tx, run, going);
  let leftOut = staying.length;
  if (leftOut > 0) {
    const positions = staying.map(({ position }) => position);
    const told = staying.map(({ letterId }) => whys.get(letterId) ?? runWhys.gone);
    await tx.$executeRaw`
      UPDATE run_letter SET state = 'left_out', why = (${told}::text[])[array_position(${positions}::int[], position)]
      WHERE run_id = ${run.id}::uuid AND position = ANY(${positions}::int[])`;
    if (isByKey) leftOut += await goOn(tx, run, staying, whys);
  }
  return { fed: going.length, leftOut, fedTo: isByKey ? run.fedTo : (nexts.at(-1)?.position ?? run.fedTo) };
}

async function takeNext(tx: Tx, { id, fedTo }: Run, count: number): Promise<Next[]> {
  return tx.$queryRaw<Next[]>`
    SELECT position, dead_letter_id AS "letterId", next, order_key AS key FROM run_letter
    WHERE run_id = ${id}::uuid AND position > ${fedTo} AND state = 'waiting' ORDER BY position LIMIT ${count}`;
}

async function takeReady(tx: Tx, { id }: Run, count: number): Promise<Next[]> {
  return tx.$queryRaw<Next[]>`
    SELECT position, dead_letter_id AS "letterId", next, order_key AS key FROM run_letter
    WHERE run_id = ${id}::uuid AND state = 'ready' AND due_at <= now() ORDER BY position LIMIT ${count}`;
}

/** Why each does not go; null for those that go. They are locked in the order of their ids, as requests lock them. */
async function judge(tx: Tx, run: Run, nexts: readonly Next[]): Promise<Map<string, string | null>> {
  const ids = nexts.map(({ letterId }) => letterId);
  await tx.$executeRaw`SELECT FROM dead_letter l WHERE l.id = ANY(${ids}::uuid[]) ORDER BY l.id FOR UPDATE`;
  // Apart: what was waited for above may have changed replays, and only a new statement sees that.
  const rows = await tx.$queryRaw<{ id: string; why: string | null }[]>`
    SELECT l.id, ${whyStays(run.asked.how, run.plannedAt)} AS why FROM dead_letter l WHERE l.id = ANY(${ids}::uuid[])`;
  return new Map(rows.map(({ id, why }) => [id, why]));
}

async function makeReplays(tx: Tx, run: Run, going: readonly Next[]): Promise<void> {
  const { how } = run.asked;
  const way = wayOf(how);
  const ids = going.map(({ letterId }) => letterId);
  const replayIds = going.map(() => uuidv7());
  await tx.$executeRaw`
    INSERT INTO replay (id, broker_id, dead_letter_id, run_id, actor, to_kind, to_exchange, to_routing_key, left_out, amends_body, audit_id)
    SELECT u.id, ${BROKER_ID}, l.id, ${run.id}::uuid, ${run.startedBy}, ${how.to.kind}, ${way.exchange}, ${way.routingKey},
      ${how.leaveOutHeaders ?? []}::text[], ${how.amendBody ?? false}, ${run.auditId}::uuid
    FROM unnest(${replayIds}::uuid[], ${ids}::uuid[]) AS u(id, letter_id) JOIN dead_letter l ON l.id = u.letter_id`;
  await tx.$executeRaw`UPDATE dead_letter SET status = 'replayed', last_outcome = NULL WHERE id = ANY(${ids}::uuid[])`;
  // By their places in the lists: joined with a list, Postgres would read all letters of the run for each.
  const positions = going.map(({ position }) => position);
  await tx.$executeRaw`
    WITH fed AS MATERIALIZED (SELECT ${positions}::int[] AS positions, ${replayIds}::uuid[] AS ids)
    UPDATE run_letter x SET state = 'fed', replay_id = fed.ids[array_position(fed.positions, x.position)] FROM fed
    WHERE x.run_id = ${run.id}::uuid AND x.position = ANY(fed.positions)`;
  await rememberChange(tx, ids);
  await ringAsked(tx);
}

/** A letter that somebody took out of its row holds nothing back; one whose outcome is not known does. */
async function goOn(
  tx: Tx,
  run: Run,
  staying: readonly Next[],
  whys: ReadonlyMap<string, string | null>,
): Promise<number> {
  const holds = new Set<string | null | undefined>([runWhys.underWay, runWhys.unknown]);
  const passing = staying.filter(({ letterId }) => !holds.has(whys.get(letterId)));
  await makeReady(
    tx,
    run.id,
    passing.map(({ next }) => ({ next, settledAt: run.now })),
    0,
  );
  return holdBack(
    tx,
    run.id,
    staying.filter(({ letterId }) => holds.has(whys.get(letterId))),
  );
}
