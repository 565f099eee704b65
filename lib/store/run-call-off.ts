// What a run has fed and nobody publishes yet, taken out again: its letters stand as they stood before. A worker that holds one of
// them and marks it `publishing` is told that it is no longer its own.
import { ringReplays } from './bells.ts';
import type { Tx } from './client.ts';
import { rememberChange } from './events.ts';
import { onlyLookUp } from './run-plans.ts';

type Fed = { id: string; letterId: string; position: number };

/** For good: their replays are cancelled. */
export async function callOff(tx: Tx, runId: string): Promise<void> {
  const fed = await lockFed(tx, runId);
  if (fed.length === 0) return;
  const ids = fed.map(({ id }) => id);
  await tx.$executeRaw`
    UPDATE replay SET stage = 'cancelled', settled_at = now(), lease_until = NULL WHERE id = ANY(${ids}::uuid[])`;
  await tx.$executeRaw`INSERT INTO event (kind, ids) VALUES ('replays', ${ids}::uuid[])`;
  await tx.$executeRaw`INSERT INTO run_settled (run_id, stage, letters) VALUES (${runId}::uuid, 'cancelled', ${ids.length})`;
  await standAsBefore(tx, fed);
}

/** Until the run goes on: they wait in it again, as if they had not been fed. */
export async function takeBack(tx: Tx, runId: string): Promise<void> {
  const fed = await lockFed(tx, runId);
  if (fed.length === 0) return;
  const positions = fed.map(({ position }) => position);
  const first = Math.min(...positions);
  await tx.$executeRaw`DELETE FROM replay WHERE id = ANY(${fed.map(({ id }) => id)}::uuid[])`;
  // Those that go by keys have a time from which they may go.
  await tx.$executeRaw`
    UPDATE run_letter SET state = CASE WHEN due_at IS NULL THEN 'waiting' ELSE 'ready' END, replay_id = NULL
    WHERE run_id = ${runId}::uuid AND position = ANY(${positions}::int[]) AND state = 'fed'`;
  await passOver(tx, runId, first);
  await tx.$executeRaw`
    UPDATE replay_run SET fed = fed - ${fed.length}, fed_to = least(fed_to, ${first - 1}) WHERE id = ${runId}::uuid`;
  await standAsBefore(tx, fed);
}

/** From this place on the run goes once more: those that are on their way or settled do not. They are few: it was fed no further. */
async function passOver(tx: Tx, runId: string, first: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE run_letter x SET state = 'fed' FROM replay_run s
    WHERE s.id = ${runId}::uuid AND x.run_id = s.id AND x.position >= ${first} AND x.position <= s.fed_to AND x.state = 'waiting'
      AND EXISTS (SELECT FROM replay r WHERE r.dead_letter_id = x.dead_letter_id AND r.run_id = x.run_id)`;
}

/** What a worker moves at this moment is its own, and not waited for. */
async function lockFed(tx: Tx, runId: string): Promise<Fed[]> {
  await onlyLookUp(tx);
  return tx.$queryRaw<Fed[]>`
    SELECT r.id, r.dead_letter_id AS "letterId", r.run_position AS position FROM replay r
    WHERE r.run_id = ${runId}::uuid AND r.settled_at IS NULL AND r.stage IN ('asked', 'claimed') FOR UPDATE SKIP LOCKED`;
}

async function standAsBefore(tx: Tx, fed: readonly Fed[]): Promise<void> {
  const ids = fed.map(({ letterId }) => letterId).toSorted();
  await tx.$executeRaw`SELECT FROM dead_letter l WHERE l.id = ANY(${ids}::uuid[]) ORDER BY l.id FOR UPDATE`;
  await tx.$executeRaw`
    UPDATE dead_letter l SET status = CASE WHEN p.stage = 'confirmed' THEN 'replayed' ELSE 'open' END,
      last_outcome = CASE WHEN p.stage = 'confirmed' THEN NULL ELSE p.stage END
    FROM unnest(${ids}::uuid[]) AS u(id) LEFT JOIN LATERAL (
      SELECT r.stage FROM replay r WHERE r.dead_letter_id = u.id AND r.stage <> 'cancelled' ORDER BY r.asked_at DESC, r.id DESC LIMIT 1
    ) p ON true WHERE l.id = u.id`;
  await rememberChange(tx, ids);
  await ringReplays(tx, ids);
}
