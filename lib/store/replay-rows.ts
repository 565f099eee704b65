// A row of replay as pages and the REST API show it.
import type { ReplayView } from '#lib/domain/dead-letter.ts';
import { Prisma } from './generated/client.ts';

export type ReplayRow = Omit<ReplayView, 'askedAt' | 'settledAt'> & { askedAt: Date; settledAt: Date | null };

/** The columns of ReplayRow, from `replay r`. */
export const replayColumns = Prisma.sql`
  r.id, r.dead_letter_id AS "deadLetterId", r.stage, r.to_kind AS "toKind", r.to_exchange AS "exchange",
  r.to_routing_key AS "routingKey", r.actor AS "askedBy", r.asked_at AS "askedAt", r.settled_at AS "settledAt",
  r.detail, r.dropped, (SELECT a.reason FROM audit a WHERE a.id = r.audit_id) AS reason,
  coalesce((SELECT e.changes FROM replay_edit e WHERE e.replay_id = r.id), '{}') AS edited`;

export function presentReplay(row: ReplayRow): ReplayView {
  return { ...row, askedAt: row.askedAt.toISOString(), settledAt: row.settledAt?.toISOString() ?? null };
}
