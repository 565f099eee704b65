// What people write on letters and groups. Seen by whoever sees those; changed by its author alone.
import { uuidv7 } from 'uuidv7';
import { nameOf, type Actor } from '#lib/domain/actor.ts';
import { isId } from '#lib/domain/ids.ts';
import { MAX_NOTES } from '#lib/domain/note-bounds.ts';
import type { NoteRequest, NoteView } from '#lib/domain/notes.ts';
import { hasRole } from '#lib/domain/permissions.ts';
import { AppError } from '#lib/errors.ts';
import { act } from './act.ts';
import { ringGroups, ringReplays } from './bells.ts';
import { db, type Tx } from './client.ts';
import { rememberChange } from './events.ts';
import {
  findPlaceOf,
  group,
  idOf,
  letter,
  noteColumns,
  presentNote,
  readNote,
  type NoteRow,
  type Place,
} from './note-rows.ts';
import { requireRole } from './scope.ts';

/** Newest last. Throws not_found for a letter that is not there, or not seen. */
export async function listNotes(actor: Actor, letterId: string): Promise<NoteView[]> {
  return listOn(actor, letter, letterId);
}

/** Newest last. Throws not_found for a group that is not there, or not seen. */
export async function listGroupNotes(actor: Actor, groupId: string): Promise<NoteView[]> {
  return listOn(actor, group, groupId);
}

/** Throws not_found, and conflict when the letter bears as many as it may. */
export async function addNote(actor: Actor, letterId: string, request: NoteRequest): Promise<NoteView> {
  return addOn(actor, letter, letterId, request);
}

/** Throws not_found, and conflict when the group bears as many as it may. */
export async function addGroupNote(actor: Actor, groupId: string, request: NoteRequest): Promise<NoteView> {
  // Before the answer of another time is given again under its key.
  await listOn(actor, group, groupId);
  return addOn(actor, group, groupId, request);
}

/** `version`: what the author has read, or null. Throws not_found; forbidden to all but its author; conflict when it was changed since. */
export async function changeNote(
  actor: Actor,
  id: string,
  { text }: NoteRequest,
  version: string | null,
): Promise<NoteView> {
  requireRole(actor, 'operator');
  const { letterIds, groupId } = await findPlaceOf(actor, id);
  const details = { noteId: id, groupId };
  return act(actor, { act: 'note.change', letterIds, details }, async (tx) => {
    const before = await lockNote(tx, actor, id);
    if (!before.isMine) throw notYours(before, 'change');
    if (version !== null && presentNote(before).version !== version)
      throw new AppError('conflict', 'It was changed meanwhile: read again what stands there');
    await tx.$executeRaw`
      UPDATE note SET text = ${text}, changed_at = now(), version = version + 1 WHERE id = ${id}::uuid`;
    await tell(tx, before);
    return presentNote((await readNote(tx, actor, id))!);
  });
}

/** For good. Throws not_found; forbidden to all but its author and administrators. */
export async function deleteNote(actor: Actor, id: string): Promise<{ id: string }> {
  requireRole(actor, 'operator');
  const { letterIds, groupId } = await findPlaceOf(actor, id);
  const details: Record<string, unknown> = { noteId: id, groupId };
  return act(actor, { act: 'note.delete', letterIds, details }, async (tx) => {
    const before = await lockNote(tx, actor, id);
    if (!before.isMine && !hasRole(actor, 'administrator')) throw notYours(before, 'delete');
    if (!before.isMine) details.of = before.by;
    await tx.$executeRaw`DELETE FROM note WHERE id = ${id}::uuid`;
    await tell(tx, before);
    return { id };
  });
}

async function listOn(actor: Actor, place: Place, id: string): Promise<NoteView[]> {
  const rows = isId(id)
    ? await db().$queryRaw<(NoteRow | { id: null })[]>`
        SELECT ${noteColumns(actor)} FROM ${place.table} LEFT JOIN note n ON ${place.isOn}
        WHERE ${place.id} = ${id}::uuid AND ${place.isSeenBy(actor)} ORDER BY n.id LIMIT ${MAX_NOTES}`
    : [];
  if (rows.length === 0) throw place.unknown(id);
  return rows.flatMap((row) => (row.id === null ? [] : [presentNote(row)]));
}

async function addOn(actor: Actor, place: Place, onId: string, { text }: NoteRequest): Promise<NoteView> {
  requireRole(actor, 'operator');
  if (!isId(onId)) throw place.unknown(onId);
  const id = uuidv7();
  const { deadLetterId, groupId } = place.ids(onId);
  const letterIds = deadLetterId === null ? [] : [deadLetterId];
  const details = { noteId: id, ...(groupId === null ? {} : { groupId }) };
  return act(actor, { act: 'note.add', letterIds, details }, async (tx) => {
    // Locked, so that two at once are counted one after the other.
    const locked = await tx.$executeRaw`
      SELECT FROM ${place.table} WHERE ${place.id} = ${onId}::uuid AND ${place.isSeenBy(actor)} FOR NO KEY UPDATE`;
    if (locked === 0) throw place.unknown(onId);
    const isAdded = await tx.$executeRaw`
      INSERT INTO note (id, dead_letter_id, group_id, author_kind, author_id, author_name, text)
      SELECT ${id}::uuid, ${deadLetterId}::uuid, ${groupId}::uuid, ${actor.kind}, ${idOf(actor)}, ${nameOf(actor)}, ${text}
      WHERE (SELECT count(*) FROM note n JOIN ${place.table} ON ${place.isOn} WHERE ${place.id} = ${onId}::uuid) < ${MAX_NOTES}`;
    if (isAdded === 0)
      throw new AppError(
        'conflict',
        `This ${place.word} bears ${MAX_NOTES} notes, as many as it may: delete one first`,
      );
    await tell(tx, { deadLetterId });
    return presentNote((await readNote(tx, actor, id))!);
  });
}

async function lockNote(tx: Tx, actor: Actor, id: string): Promise<NoteRow> {
  if (isId(id)) await tx.$executeRaw`SELECT FROM note WHERE id = ${id}::uuid FOR UPDATE`;
  const row = await readNote(tx, actor, id);
  if (row === undefined)
    throw new AppError('not_found', `There is no note ${id}`, { details: { ids: [id] } });
  return row;
}

/** Pages that show the letter or the group read it again. */
async function tell(tx: Tx, { deadLetterId }: Pick<NoteView, 'deadLetterId'>): Promise<void> {
  if (deadLetterId === null) return ringGroups(tx);
  await rememberChange(tx, [deadLetterId]);
  await ringReplays(tx, [deadLetterId]);
}

function notYours({ by, deadLetterId }: NoteRow, verb: string): AppError {
  return new AppError('forbidden', `${by} wrote this note: you may not ${verb} it`, {
    details: { ids: deadLetterId === null ? [] : [deadLetterId] },
  });
}
