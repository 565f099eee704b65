// Notes as rows, and what they lie on.
import type { Actor } from '#lib/domain/actor.ts';
import { isId } from '#lib/domain/ids.ts';
import type { NoteView } from '#lib/domain/notes.ts';
import { AppError } from '#lib/errors.ts';
import { db, type Tx } from './client.ts';
import { Prisma } from './generated/client.ts';
import { isSeenBy } from './scope.ts';

export type NoteRow = Omit<NoteView, 'at' | 'changedAt' | 'version'> & {
  at: Date;
  changedAt: Date | null;
  version: number;
};

/** What a note lies on. */
export type Place = {
  word: string;
  table: Prisma.Sql;
  id: Prisma.Sql;
  /** A `note n` lies on it. */
  isOn: Prisma.Sql;
  isSeenBy(actor: Actor): Prisma.Sql;
  ids(id: string): { deadLetterId: string | null; groupId: string | null };
  unknown(id: string): AppError;
};

export const letter: Place = {
  word: 'letter',
  table: Prisma.sql`dead_letter l`,
  id: Prisma.sql`l.id`,
  isOn: Prisma.sql`n.dead_letter_id = l.id`,
  isSeenBy: (actor) => isSeenBy(actor),
  ids: (id) => ({ deadLetterId: id, groupId: null }),
  unknown: (id) => new AppError('not_found', `There is no dead letter ${id}`, { details: { ids: [id] } }),
};

export const group: Place = {
  word: 'group',
  table: Prisma.sql`failure_group g`,
  id: Prisma.sql`g.id`,
  isOn: Prisma.sql`n.group_id = g.id`,
  isSeenBy: (actor) => isSeenBy(actor, 'g'),
  ids: (id) => ({ deadLetterId: null, groupId: id }),
  unknown: (id) => new AppError('not_found', `There is no failure group ${id}`, { details: { ids: [id] } }),
};

/** From `note n`. */
export const noteColumns = (actor: Actor): Prisma.Sql => Prisma.sql`
  n.id, n.dead_letter_id AS "deadLetterId", n.group_id AS "groupId", n.text, n.author_name AS by, n.author_kind AS "byKind",
  (n.author_kind = ${actor.kind} AND n.author_id IS NOT DISTINCT FROM ${idOf(actor)}) AS "isMine",
  n.at, n.changed_at AS "changedAt", n.version`;

/** What a note lies on, for the line of the audit; nothing where there is no such note (any more), or its group is not seen. */
export async function findPlaceOf(
  actor: Actor,
  id: string,
): Promise<{ letterIds: string[]; groupId?: string }> {
  if (!isId(id)) return { letterIds: [] };
  const note = await db().note.findUnique({ where: { id }, select: { deadLetterId: true } });
  if (note?.deadLetterId != null) return { letterIds: [note.deadLetterId] };
  const seen = await readNote(db(), actor, id);
  return seen?.groupId == null ? { letterIds: [] } : { letterIds: [], groupId: seen.groupId };
}

/** Where its letter or group is seen. */
export async function readNote(tx: Tx, actor: Actor, id: string): Promise<NoteRow | undefined> {
  if (!isId(id)) return undefined;
  const [row] = await tx.$queryRaw<NoteRow[]>`
    SELECT ${noteColumns(actor)} FROM note n LEFT JOIN dead_letter l ON l.id = n.dead_letter_id
      LEFT JOIN failure_group g ON g.id = n.group_id
    WHERE n.id = ${id}::uuid AND CASE WHEN n.group_id IS NULL THEN ${isSeenBy(actor)} ELSE ${isSeenBy(actor, 'g')} END`;
  return row;
}

export function presentNote({ at, changedAt, version, ...row }: NoteRow): NoteView {
  return {
    ...row,
    at: at.toISOString(),
    changedAt: changedAt?.toISOString() ?? null,
    version: String(version),
  };
}

export function idOf(actor: Actor): string | null {
  return 'id' in actor ? actor.id : null;
}
