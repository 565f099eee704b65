// Saved views: whose they are, who sees and changes them, how many there may be.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Visitor } from '#lib/domain/actor.ts';
import { MAX_VIEWS } from '#lib/domain/saved-views.ts';
import { changeView, deleteView, listViews, readView, saveView } from '#lib/store/saved-views.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { person } from '#tests/letters.ts';

const other: Visitor = { ...person, id: crypto.randomUUID(), name: 'Eve', role: 'viewer' };
const administrator: Visitor = { ...other, id: crypto.randomUUID(), name: 'Root', role: 'administrator' };
const view = { query: 'status=open', isShared: false };

let database: TestDatabase;
beforeAll(async () => {
  database = await makeDatabase();
});
afterAll(async () => {
  await database.drop();
});

test('a private one is its owner’s alone, for administrators too', async () => {
  const { id } = await saveView(person, { ...view, name: 'private' });
  expect((await listViews(person)).map(({ name }) => name)).toEqual(['private']);
  for (const actor of [other, administrator]) {
    expect(await listViews(actor)).toEqual([]);
    await expect(readView(actor, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(changeView(actor, id, { isShared: true })).rejects.toMatchObject({ code: 'not_found' });
    await expect(deleteView(actor, id)).rejects.toMatchObject({ code: 'not_found' });
  }
  await expect(readView(person, 'nonsense')).rejects.toMatchObject({ code: 'not_found' });
});

test('a shared one is seen by all, and changed by its owner and administrators', async () => {
  const { id } = await saveView(other, { ...view, name: 'shared', isShared: true });
  expect(await readView(person, id)).toMatchObject({ owner: 'Eve', isMine: false, mayChange: true });
  const viewer: Visitor = { ...other, id: crypto.randomUUID() };
  expect(await readView(viewer, id)).toMatchObject({ isMine: false, mayChange: false });
  await expect(changeView(viewer, id, { name: 'mine' })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(deleteView(viewer, id)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await changeView(administrator, id, { name: 'for all' })).toMatchObject({
    name: 'for all',
    query: view.query,
  });
  expect(await deleteView(administrator, id)).toEqual({ id });
  const lines = await database.query<{ act: string; of: string | null }>(
    `SELECT act, details->>'of' AS of FROM audit WHERE details->>'viewId' = $1 ORDER BY id`,
    [id],
  );
  expect(lines).toEqual([
    { act: 'view.save', of: null },
    { act: 'view.change', of: 'Eve' },
    { act: 'view.delete', of: 'Eve' },
  ]);
});

test('names are unlike within one’s own', async () => {
  const { id } = await saveView(person, { ...view, name: 'one' });
  await saveView(other, { ...view, name: 'one' });
  await expect(saveView(person, { ...view, name: 'one' })).rejects.toMatchObject({ code: 'conflict' });
  const { id: second } = await saveView(person, { ...view, name: 'two' });
  await expect(changeView(person, second, { name: 'one' })).rejects.toMatchObject({ code: 'conflict' });
  for (const each of [id, second]) await deleteView(person, each);
});

test('there are at most 200 of one owner, however many are saved at once', async () => {
  const mine = (await listViews(other)).filter(({ isMine }) => isMine).length;
  const saved = await Promise.allSettled(
    Array.from({ length: MAX_VIEWS - mine + 5 }, (_, at) => saveView(other, { ...view, name: `view ${at}` })),
  );
  expect(saved.filter(({ status }) => status === 'rejected')).toHaveLength(5);
  expect((await listViews(other)).filter(({ isMine }) => isMine)).toHaveLength(MAX_VIEWS);
});
