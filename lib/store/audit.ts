// Reading the audit. Written by act.ts.
import type { Actor } from '#lib/domain/actor.ts';
import type { AuditLine, AuditListQuery } from '#lib/domain/audit.ts';
import type { DeadLetterDetail } from '#lib/domain/dead-letter.ts';
import { firstIdAt, readCursor } from '#lib/domain/cursor.ts';
import { AppError } from '#lib/errors.ts';
import { db } from './client.ts';
import { Prisma } from './generated/client.ts';
import { requireRole } from './scope.ts';

/** Newest first. Only for administrators: it says what everybody did. */
export async function listAudit(
  actor: Actor,
  query: AuditListQuery,
): Promise<{ items: AuditLine[]; nextCursor: string | null }> {
  requireRole(actor, 'administrator');
  const where = [Prisma.sql`true`];
  if (query.act) where.push(Prisma.sql`a.act = ${query.act}`);
  if (query.actor) {
    // Also of whom it tells: a wrong password is nobody's act, and aimed at somebody.
    const like = `%${query.actor.replaceAll(/[\\%_]/g, '\\$&')}%`;
    where.push(Prisma.sql`(a.actor_id = ${query.actor} OR a.actor_name ILIKE ${like} OR a.details->>'email' ILIKE ${like}
      OR a.details->>'name' ILIKE ${like} OR a.actor_id IN (SELECT p.id::text FROM person p WHERE p.email ILIKE ${like}))`);
  }
  if (query.letter) where.push(Prisma.sql`a.letter_ids @> ARRAY[${query.letter}::uuid]`);
  if (query.after) where.push(Prisma.sql`a.id >= ${firstIdAt(new Date(query.after))}::uuid`);
  if (query.before) where.push(Prisma.sql`a.id < ${firstIdAt(new Date(query.before))}::uuid`);
  if (query.cursor !== undefined) where.push(isBefore(query.cursor));
  const rows = await db().$queryRaw<(Omit<AuditLine, 'at'> & { at: Date })[]>`
    SELECT a.id, a.at, a.actor_kind AS "actorKind", a.actor_id AS "actorId", a.actor_name AS "actorName", a.address, a.act,
      a.outcome, a.reason, a.letter_ids AS "letterIds", a.details,
      CASE WHEN a.act = 'letters.replay' AND a.outcome = 'done' THEN (SELECT jsonb_object_agg(s.stage, s.many) FROM (
        SELECT r.stage, count(*) AS many FROM replay r
        WHERE r.dead_letter_id = ANY(a.letter_ids) AND r.audit_id = a.id GROUP BY r.stage) s) END AS replays
    FROM audit a WHERE ${Prisma.join(where, ' AND ')} ORDER BY a.id DESC LIMIT ${query.limit + 1}`;
  const items = rows.slice(0, query.limit).map((row) => ({ ...row, at: row.at.toISOString() }));
  return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}

/** What people did with a letter, other than trying it again; newest first, at most 50. For who may see the letter. */
export async function listMovesOf(_actor: Actor, letterId: string): Promise<DeadLetterDetail['moves']> {
  const rows = await db().$queryRaw<(Omit<DeadLetterDetail['moves'][number], 'at'> & { at: Date })[]>`
    SELECT a.id, a.act, a.actor_name AS by, a.at, a.reason FROM audit a
    WHERE a.letter_ids @> ARRAY[${letterId}::uuid] AND a.outcome = 'done'
      AND a.act IN ('letters.discard', 'letters.restore', 'letters.keep_as_two')
    UNION ALL
    SELECT m.id, 'letters.' || m.kind, m.by, m.at, m.reason FROM bulk_move_letter x JOIN bulk_move m ON m.id = x.move_id
    WHERE x.dead_letter_id = ${letterId}::uuid AND x.is_moved
    ORDER BY id DESC LIMIT 50`;
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Lines older than AUDIT_DAYS: as who migrates, since the app's own role may not. */
export async function forgetOldAudit(_actor: Actor): Promise<void> {
  await db().$queryRaw`SELECT forget_audit()`;
}

function isBefore(text: string): Prisma.Sql {
  const cursor = readCursor(text);
  if (cursor === null)
    throw new AppError('invalid_input', 'cursor: is not one that this API gave', {
      details: { field: 'cursor' },
    });
  return Prisma.sql`a.id < ${cursor.id}::uuid`;
}
