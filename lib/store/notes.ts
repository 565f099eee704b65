// What people write on letters. Seen by whoever sees the letter; changed by its author alone.
import { uuidv7 } from 'uuidv7';
import { nameOf, type Actor } from '#lib/domain/actor.ts';
import { isId } from '#lib/domain/ids.ts';
import { MAX_NOTES } from '#lib/domain/note-bounds.ts';
import type { NoteRequest, NoteView } from '#lib/domain/notes.ts';
import { hasRole } from '#lib/domain/permissions.ts';
import { AppError } from '#lib/errors.ts';
import { act } from './act.ts';
import { ringReplays } from './bells.ts';
import { db, type Tx } from './client.ts';
import { rememberChange } from './events.ts';
import { Prisma } from './generated/client.ts';
import { isSeenBy, requireRole } from './scope.ts';

/** Newest last. Throws not_found for a letter that is not there, or not seen. */
export async function listNotes(actor: Actor, letterId: string): Promise<NoteView[]> {
  const rows = isId(letterId)
    ? await db().$queryRaw<(NoteRow | { id: null })[]>`
        SELECT ${noteColumns(actor)} FROM dead_letter l LEFT JOIN note n ON n.dead_letter_id = l.id
        WHERE l.id = ${letterId}::uuid AND ${isSeenBy(actor)} ORDER BY n.id LIMIT ${MAX_NOTES}`
    : [];
  if (rows.length === 0) throw unknownLetter(letterId);
  return rows.flatMap((row) => (row.id === null ? [] : [present(row)]));
}

/** Throws not_found, and conflict when the letter bears as many as it may. */
export async function addNote(actor: Actor, letterId: string, { text }: NoteRequest): Promise<NoteView> {
  requireRole(actor, 'operator');
  if (!isId(letterId)) throw unknownLetter(letterId);
  const id = uuidv7();
  return act(actor, { act: 'note.add', letterIds: [letterId], details: { noteId: id } }, async (tx) => {
    // Locked, so that two at once are counted one after the other.
    const locked = await tx.$executeRaw`
      SELECT FROM dead_letter l WHERE l.id = ${letterId}::uuid AND ${isSeenBy(actor)} FOR NO KEY UPDATE`;
    if (locked === 0) throw unknownLetter(letterId);
    const isAdded = await tx.$executeRaw`
      INSERT INTO note (id, dead_letter_id, author_kind, author_id, author_name, text)
      SELECT ${id}::uuid, ${letterId}::uuid, ${actor.kind}, ${idOf(actor)}, ${nameOf(actor)}, ${text}
      WHERE (SELECT count(*) FROM note WHERE dead_letter_id = ${letterId}::uuid) < ${MAX_NOTES}`;
    if (isAdded === 0)
      throw new AppError(
        'conflict',
        `This letter bears ${MAX_NOTES} notes, as many as it may: delete one first`,
      );
    await tell(tx, letterId);
    return present((await readNote(tx, actor, id))!);
  });
}

/** `version`: what the author has read, or null. Throws not_found; forbidden to all but its author; conflict when it was changed since. */
export async function changeNote(
  actor: Actor,
  id: string,
  { text }: NoteRequest,
  version: string | null,
): Promise<NoteView> {
  requireRole(actor, 'operator');
  const letterIds = await findLetterOf(id);
  return act(actor, { act: 'note.change', letterIds, details: { noteId: id } }, async (tx) => {
    const before = await lockNote(tx, actor, id);
    if (!before.isMine) throw notYours(before, 'change');
    if (version !== null && present(before).version !== version)
      throw new AppError('conflict', 'It was changed meanwhile: read again what stands there');
    await tx.$executeRaw`
      UPDATE note SET text = ${text}, changed_at = now(), version = version + 1 WHERE id = ${id}::uuid`;
    await tell(tx, before.deadLetterId);
    return present((await readNote(tx, actor, id))!);
  });
}

/** For good. Throws not_found; forbidden to all but its author and administrators. */
export async function deleteNote(actor: Actor, id: string): Promise<{ id: string }> {
  requireRole(actor, 'operator');
  const letterIds = await findLetterOf(id);
  const details: Record<string, unknown> = { noteId: id };
  return act(actor, { act: 'note.delete', letterIds, details }, async (tx) => {
    const before = await lockNote(tx, actor, id);
    if (!before.isMine && !hasRole(actor, 'administrator')) throw notYours(before, 'delete');
    if (!before.isMine) details.of = before.by;
    await tx.$executeRaw`DELETE FROM note WHERE id = ${id}::uuid`;
    await tell(tx, before.deadLetterId);
    return { id };
  });
}

type NoteRow = Omit<NoteView, 'at' | 'changedAt' | 'version'> & {
  at: Date;
  changedAt: Date | null;
  version: number;
};

/** From `note n`. */
const noteColumns = (actor: Actor): Prisma.Sql => Prisma.sql`
  n.id, n.dead_letter_id AS "deadLetterId", n.text, n.author_name AS by, n.author_kind AS "byKind",
  (n.author_kind = ${actor.kind} AND n.author_id IS NOT DISTINCT FROM ${idOf(actor)}) AS "isMine",
  n.at, n.changed_at AS "changedAt", n.version`;

/** The letter that a note lies on, for the line of the audit; none where there is no such note (any more). */
async function findLetterOf(id: string): Promise<string[]> {
  if (!isId(id)) return [];
  const note = await db().note.findUnique({ where: { id }, select: { deadLetterId: true } });
  return note === null ? [] : [note.deadLetterId];
}

async function lockNote(tx: Tx, actor: Actor, id: string): Promise<NoteRow> {
  if (isId(id)) await tx.$executeRaw`SELECT FROM note WHERE id = ${id}::uuid FOR UPDATE`;
  const row = await readNote(tx, actor, id);
  if (row === undefined)
    throw new AppError('not_found', `There is no note ${id}`, { details: { ids: [id] } });
  return row;
}

/** Where its letter is seen. */
async function readNote(tx: Tx, actor: Actor, id: string): Promise<NoteRow | undefined> {
  if (!isId(id)) return undefined;
  const [row] = await tx.$queryRaw<NoteRow[]>`
    SELECT ${noteColumns(actor)} FROM note n JOIN dead_letter l ON l.id = n.dead_letter_id
    WHERE n.id = ${id}::uuid AND ${isSeenBy(actor)}`;
  return row;
}

/** Pages that show the letter read it again. */
async function tell(tx: Tx, letterId: string): Promise<void> {
  await rememberChange(tx, [letterId]);
  await ringReplays(tx, [letterId]);
}

function present({ at, changedAt, version, ...row }: NoteRow): NoteView {
  return {
    ...row,
    at: at.toISOString(),
    changedAt: changedAt?.toISOString() ?? null,
    version: String(version),
  };
}

function idOf(actor: Actor): string | null {
  return 'id' in actor ? actor.id : null;
}

function unknownLetter(id: string): AppError {
  return new AppError('not_found', `There is no dead letter ${id}`, { details: { ids: [id] } });
}

function notYours({ by, deadLetterId }: NoteRow, verb: string): AppError {
  return new AppError('forbidden', `${by} wrote this note: you may not ${verb} it`, {
    details: { ids: [deadLetterId] },
  });
}
