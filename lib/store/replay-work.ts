// Replays as a worker carries them out: stages only move forward (delivery contract, "Replay").
import type { Actor } from '#lib/domain/actor.ts';
import type { ReplayStage } from '#lib/domain/dead-letter.ts';
import { ringReplays } from './bells.ts';
import { db } from './client.ts';
import { Prisma } from './generated/client.ts';

export type ClaimedReplay = {
  id: string;
  deadLetterId: string;
  exchange: string;
  routingKey: string;
  propertyBytes: Uint8Array;
  bodyBytes: number;
};

export type Settlement = {
  id: string;
  stage: Extract<ReplayStage, 'confirmed' | 'returned' | 'nacked' | 'refused' | 'unknown'>;
  detail: string | null;
  dropped: readonly string[];
};

/** A claim that is not carried on for this long goes back; past `publishing` its outcome is unknown. */
export const LEASE_S = 60;

/** Takes up to `limit` asked replays, oldest first. Any number of workers may claim at once. */
export async function claimReplays(_actor: Actor, workerId: string, limit: number): Promise<ClaimedReplay[]> {
  return db().$queryRaw<ClaimedReplay[]>`
    WITH due AS (
      SELECT id FROM replay WHERE stage = 'asked' ORDER BY asked_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ), claimed AS (
      UPDATE replay SET stage = 'claimed', worker_id = ${workerId}::uuid, lease_until = now() + make_interval(secs => ${LEASE_S})
      WHERE id IN (SELECT id FROM due) RETURNING id, dead_letter_id, to_exchange, to_routing_key
    )
    SELECT c.id, c.dead_letter_id AS "deadLetterId", c.to_exchange AS exchange, c.to_routing_key AS "routingKey",
      l.property_bytes AS "propertyBytes", l.body_bytes AS "bodyBytes"
    FROM claimed c JOIN dead_letter l ON l.id = c.dead_letter_id ORDER BY c.id`;
}

/** Committed before the bytes leave. Gives the ids that are still ours; the others must not be published. */
export async function markPublishing(
  _actor: Actor,
  workerId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    UPDATE replay SET stage = 'publishing', publishing_at = now(), lease_until = now() + make_interval(secs => ${LEASE_S})
    WHERE id = ANY(${ids}::uuid[]) AND stage = 'claimed' AND worker_id = ${workerId}::uuid RETURNING id`;
  return new Set(rows.map((row) => row.id));
}

/**
 * Writes outcomes down, and what they make of the letters: confirmed → replayed, all else → open again, saying what is known.
 * A replay that is no longer ours (its lease lapsed) is left as it is. Repeating it changes nothing.
 */
export async function settleReplays(
  _actor: Actor,
  workerId: string,
  settlements: readonly Settlement[],
): Promise<void> {
  const column = <T>(pick: (settlement: Settlement) => T): T[] => settlements.map(pick);
  await settle(Prisma.sql`
    UPDATE replay r SET stage = u.stage, detail = u.detail, dropped = u.dropped::jsonb, settled_at = now(), lease_until = NULL
    FROM unnest(${column(({ id }) => id)}::uuid[], ${column(({ stage }) => stage)}::text[],
      ${column(({ detail }) => detail)}::text[], ${column(({ dropped }) => JSON.stringify(dropped))}::text[]) AS u(id, stage, detail, dropped)
    WHERE r.id = u.id AND r.stage IN ('claimed', 'publishing') AND r.worker_id = ${workerId}::uuid`);
}

/** Replays whose lease lapsed: claimed ones are asked again, publishing ones are unknown. Gives how many became unknown. */
export async function sweepReplays(_actor: Actor): Promise<number> {
  await db().$executeRaw`UPDATE replay SET stage = 'asked', worker_id = NULL, lease_until = NULL
    WHERE stage = 'claimed' AND lease_until < now()`;
  return settle(Prisma.sql`
    UPDATE replay r SET stage = 'unknown', settled_at = now(), lease_until = NULL,
      detail = 'The worker ended between publishing and the broker''s confirm: it may have been published'
    WHERE r.stage = 'publishing' AND r.lease_until < now()`);
}

/** Runs an UPDATE of `replay r` and moves its letters along, in one transaction. */
async function settle(update: Prisma.Sql): Promise<number> {
  return db().$transaction(async (tx) => {
    const moved = await tx.$queryRaw<{ id: string }[]>`
      WITH settled AS (${update} RETURNING r.dead_letter_id, r.stage)
      UPDATE dead_letter l SET status = CASE s.stage WHEN 'confirmed' THEN 'replayed' ELSE 'open' END, last_outcome = s.stage
      FROM settled s WHERE l.id = s.dead_letter_id AND l.status = 'replaying' RETURNING l.id`;
    if (moved.length > 0)
      await ringReplays(
        tx,
        moved.map((row) => row.id),
      );
    return moved.length;
  });
}
