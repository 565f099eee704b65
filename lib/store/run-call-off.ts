// Calls off what a run has fed and nobody publishes yet: its letters stand as they stood before.
import { ringReplays } from './bells.ts';
import type { Tx } from './client.ts';
import { rememberChange } from './events.ts';

/** A worker that holds one of them and marks it `publishing` is told that it is no longer its own. */
export async function callOff(tx: Tx, runId: string): Promise<void> {
  // What a worker moves at this moment is its own, and not waited for.
  const rows = await tx.$queryRaw<{ id: string; letterId: string }[]>`
    WITH off AS MATERIALIZED (
      SELECT r.id FROM run_letter x JOIN replay r ON r.id = x.replay_id
      WHERE x.run_id = ${runId}::uuid AND x.state = 'fed' AND r.stage IN ('asked', 'claimed') FOR UPDATE OF r SKIP LOCKED
    )
    UPDATE replay r SET stage = 'cancelled', settled_at = now(), lease_until = NULL FROM off WHERE r.id = off.id
    RETURNING r.id, r.dead_letter_id AS "letterId"`;
  const ids = rows.map(({ letterId }) => letterId).toSorted();
  if (ids.length === 0) return;
  await tx.$executeRaw`SELECT FROM dead_letter l WHERE l.id = ANY(${ids}::uuid[]) ORDER BY l.id FOR UPDATE`;
  await tx.$executeRaw`
    UPDATE dead_letter l SET status = CASE WHEN p.stage = 'confirmed' THEN 'replayed' ELSE 'open' END,
      last_outcome = CASE WHEN p.stage = 'confirmed' THEN NULL ELSE p.stage END
    FROM unnest(${ids}::uuid[]) AS u(id) LEFT JOIN LATERAL (
      SELECT r.stage FROM replay r WHERE r.dead_letter_id = u.id AND r.stage <> 'cancelled' ORDER BY r.asked_at DESC, r.id DESC LIMIT 1
    ) p ON true WHERE l.id = u.id`;
  await tx.$executeRaw`INSERT INTO event (kind, ids) VALUES ('replays', ${rows.map(({ id }) => id)}::uuid[])`;
  await rememberChange(tx, ids);
  await ringReplays(tx, ids);
}
