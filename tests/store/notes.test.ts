// Notes on a letter: who may read, write, change and delete them, and what the audit and the listeners are told.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Visitor } from '#lib/domain/actor.ts';
import { MAX_NOTES } from '#lib/domain/note-bounds.ts';
import { noteRequest } from '#lib/domain/notes.ts';
import { AppError } from '#lib/errors.ts';
import { listAudit } from '#lib/store/audit.ts';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { readEvents, readMoment } from '#lib/store/events.ts';
import { addNote, changeNote, deleteNote, listNotes } from '#lib/store/notes.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { delivery, openTestSession, person, worker } from '#tests/letters.ts';

let database: TestDatabase;
let letter: string;
let other: string;
beforeAll(async () => {
  database = await makeDatabase();
  const session = await openTestSession();
  await session.store(delivery(), delivery());
  [other, letter] = (await listDeadLetters(person, { limit: 2 })).items.map(({ id }) => id) as [
    string,
    string,
  ];
});
afterAll(() => database.drop());

const nobodysId = '00000000-0000-7000-8000-00000000000f';
const ada: Visitor = { ...person, id: '00000000-0000-7000-8000-00000000000a', name: 'Ada', role: 'operator' };
const bo: Visitor = { ...person, id: '00000000-0000-7000-8000-00000000000b', name: 'Bo', role: 'operator' };
const viewer: Visitor = { ...bo, role: 'viewer' };
const foreign: Visitor = { ...bo, seeQueues: ['payments.*'] };
const onlooker: Visitor = { ...bo, actQueues: ['payments.*'] };
const once = (who: Visitor, key: string): Visitor => ({
  ...who,
  once: { key, requestDigest: new Uint8Array(createHash('sha256').update(key).digest()) },
});

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => 'ok',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
}

const texts = async (id = letter) => (await listNotes(person, id)).map(({ text }) => text);
const lines = async () => (await listAudit(person, { limit: 50, letter })).items;

test('whoever sees the letter reads its notes, newest last, with author and time', async () => {
  const first = await addNote(ada, letter, {
    text: 'asked the billing team\n\n<b>card provider was down</b>',
  });
  await addNote({ ...bo, kind: 'token', name: 'deploy' } as Visitor, letter, { text: 'deployed 1.4' });
  expect(await listNotes(viewer, letter)).toMatchObject([
    { id: first.id, by: 'Ada', byKind: 'person', isMine: false, changedAt: null, text: first.text },
    { by: 'token deploy', byKind: 'token', isMine: false, text: 'deployed 1.4' },
  ]);
  expect((await listNotes(ada, letter))[0]!.isMine).toBe(true);
  expect(Date.parse(first.at)).toBeGreaterThan(0);
  expect(await codeOf(listNotes(foreign, letter))).toBe('not_found');
  expect(await codeOf(listNotes(person, nobodysId))).toBe('not_found');
  expect(await codeOf(listNotes(person, 'no id'))).toBe('not_found');
  expect(await listNotes(person, other)).toEqual([]);
});

test('lists and letters count them', async () => {
  const { items } = await listDeadLetters(viewer, { limit: 2 });
  expect(items.map(({ id, notes }) => [id, notes])).toEqual([
    [other, 0],
    [letter, 2],
  ]);
  expect((await readDeadLetter(viewer, letter)).notes).toBe(2);
});

test('operators write where they may see; viewers only read', async () => {
  expect(await codeOf(addNote(viewer, letter, { text: 'a viewer' }))).toBe('forbidden');
  expect(await codeOf(addNote(foreign, letter, { text: 'a stranger' }))).toBe('not_found');
  expect(await codeOf(addNote(ada, nobodysId, { text: 'nowhere' }))).toBe('not_found');
  const note = await addNote(onlooker, letter, { text: 'I may only look, and know something' });
  expect(await codeOf(deleteNote(onlooker, note.id))).toBe('ok');
});

test('its author alone changes it, against what was read; administrators may delete it too', async () => {
  const note = await addNote(ada, letter, { text: 'frist' });
  const changed = await changeNote(ada, note.id, { text: 'first' }, note.version);
  expect(changed).toMatchObject({ text: 'first', at: note.at, isMine: true });
  expect(changed.changedAt).not.toBeNull();
  expect(await codeOf(changeNote(ada, note.id, { text: 'again' }, note.version))).toBe('conflict');
  for (const who of [bo, person])
    expect(await codeOf(changeNote(who, note.id, { text: 'mine now' }, null))).toBe('forbidden');
  expect(await codeOf(deleteNote(bo, note.id))).toBe('forbidden');
  // The same id, but of a token, is another author.
  expect(await codeOf(deleteNote({ ...ada, kind: 'token' } as Visitor, note.id))).toBe('forbidden');
  expect(await codeOf(changeNote(foreign, note.id, { text: 'unseen' }, null))).toBe('not_found');
  expect(await codeOf(deleteNote(foreign, note.id))).toBe('not_found');
  expect(await codeOf(deleteNote({ ...ada, role: 'viewer' } as Visitor, note.id))).toBe('forbidden');
  expect(await deleteNote(person, note.id)).toEqual({ id: note.id });
  expect(await codeOf(deleteNote(ada, note.id))).toBe('not_found');
  expect(await codeOf(changeNote(ada, 'no id', { text: 'x' }, null))).toBe('not_found');
  expect((await lines()).slice(0, 3)).toMatchObject([
    { act: 'note.delete', actorName: 'web', details: { noteId: note.id, of: 'Ada' }, letterIds: [letter] },
    { act: 'note.change', actorName: 'Ada', details: { noteId: note.id } },
    { act: 'note.add', actorName: 'Ada', details: { noteId: note.id } },
  ]);
});

test('where the audit cannot be written no note is', async () => {
  const before = await texts();
  await database.query('ALTER TABLE audit ADD CONSTRAINT nothing CHECK (false) NOT VALID');
  await expect(addNote(ada, letter, { text: 'unaccounted' })).rejects.toThrow();
  await database.query('ALTER TABLE audit DROP CONSTRAINT nothing');
  expect(await texts()).toEqual(before);
});

test('asked ten times at once under one key it is written once; deleted again, the first answer is given', async () => {
  const made = await Promise.all(
    Array.from({ length: 10 }, () => addNote(once(ada, 'add'), letter, { text: 'once' })),
  );
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  expect((await texts()).filter((text) => text === 'once')).toHaveLength(1);
  const { id } = made[0]!;
  expect(await deleteNote(once(ada, 'delete'), id)).toEqual({ id });
  expect(await deleteNote(once(ada, 'delete'), id)).toEqual({ id });
});

test('two of one author who change the same version: one is told', async () => {
  const note = await addNote(ada, letter, { text: 'both' });
  const both = ['one', 'two'].map((text) => codeOf(changeNote(ada, note.id, { text }, note.version)));
  expect((await Promise.all(both)).toSorted()).toEqual(['conflict', 'ok']);
  await deleteNote(ada, note.id);
});

test('who listens hears of each, and nothing of what was undone', async () => {
  const since = await readMoment(worker);
  const note = await addNote(ada, letter, { text: 'told' });
  await changeNote(ada, note.id, { text: 'told again' }, null);
  await codeOf(changeNote(bo, note.id, { text: 'not mine' }, null));
  await deleteNote(ada, note.id);
  const { events } = await readEvents(worker, { since, until: null, after: null });
  expect(events.map(({ kind, letters }) => [kind, letters.map(({ id }) => id)])).toEqual(
    Array.from({ length: 3 }, () => ['changed', [letter]]),
  );
});

test('a letter bears so many and no more, and takes them with it', async () => {
  await database.query(
    `INSERT INTO note (id, dead_letter_id, author_kind, author_name, text)
     SELECT gen_random_uuid(), $1, 'system', 'system', 'n' || n FROM generate_series(1, $2) n`,
    [other, MAX_NOTES - 1],
  );
  const last = await Promise.all(
    Array.from({ length: 5 }, () => codeOf(addNote(ada, other, { text: 'one too many' }))),
  );
  expect(last.toSorted()).toEqual(['conflict', 'conflict', 'conflict', 'conflict', 'ok']);
  expect(await texts(other)).toHaveLength(MAX_NOTES);
  await database.query('DELETE FROM dead_letter WHERE id = $1', [other]);
  expect(await database.query('SELECT 1 FROM note WHERE dead_letter_id = $1', [other])).toEqual([]);
});

test('text is kept as it is, up to 4,000 characters; what cannot be kept is refused', async () => {
  const odd = '\u202Eright to left\u202C 😀 \t& <script>\r\nend';
  expect((await addNote(ada, letter, { text: odd })).text).toBe(odd);
  expect(noteRequest.parse({ text: '  kept\n' })).toEqual({ text: 'kept' });
  expect(noteRequest.safeParse({ text: 'x'.repeat(4000) }).success).toBe(true);
  for (const text of ['', ' \n ', 'x'.repeat(4001), 'a\0b', 'half \uD83D', 3, null])
    expect(noteRequest.safeParse({ text }).success, String(text).slice(0, 9)).toBe(false);
  expect(noteRequest.safeParse({ text: 'x', letterIds: [] }).success).toBe(false);
});
