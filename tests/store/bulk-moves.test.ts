// A discard of any size: all that match, in batches, and back again by its id.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Visitor } from '#lib/domain/actor.ts';
import { discardMatching, restoreMatching } from '#lib/store/bulk-moves.ts';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { discardLetters } from '#lib/store/letter-status.ts';
import { requestReplays } from '#lib/store/replays.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, type TestSession } from '#tests/letters.ts';

let database: TestDatabase;
let session: TestSession;
beforeAll(async () => {
  database = await makeDatabase();
  session = await openTestSession();
  await session.store(...Array.from({ length: 5002 }, () => delivery()));
  await session.store(delivery({ headers: deathIn('payments') }));
});
afterAll(() => database.drop());

const countOpen = async () =>
  (
    await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM dead_letter WHERE status = 'open'`)
  )[0]!.n;

test('what matches is discarded but for what moved meanwhile, and that discard is restored by its id', async () => {
  const billing: Visitor = { ...person, id: 'b', role: 'operator', actQueues: ['orders.*'] };
  const { items } = await listDeadLetters(person, { limit: 3, queue: 'orders.billing' });
  const [before, replaying] = items.map(({ id }) => id);
  await discardLetters(person, { deadLetterIds: [before!] });
  await requestReplays(person, { deadLetterIds: [replaying!], to: { kind: 'origin' } });
  const discarded = await discardMatching(billing, { filter: {}, reason: 'old' });
  expect(discarded).toMatchObject({ letters: 5000, leftOut: 0, waiting: 0 });
  expect(await countOpen()).toBe(1);
  const one = await readDeadLetter(person, items[2]!.id);
  expect(one.moves).toMatchObject([{ act: 'letters.discard', by: 'web', reason: 'old' }]);
  const onlooker: Visitor = { ...billing, actQueues: ['payments'] };
  expect(await restoreMatching(onlooker, { discard: discarded.id })).toMatchObject({ letters: 0 });
  expect(await restoreMatching(billing, { discard: discarded.id })).toMatchObject({ letters: 5000 });
  expect((await readDeadLetter(person, before!)).status).toBe('discarded');
  expect(await restoreMatching(billing, { filter: { status: 'discarded' } })).toMatchObject({ letters: 1 });
  expect(await countOpen()).toBe(5002);
});

test('asked again under its key it goes on where it ended, and discards nothing that came later', async () => {
  const once: Visitor = { ...person, once: { key: 'k', requestDigest: new Uint8Array(32) } };
  const first = await discardMatching(once, { filter: { queue: 'payments' } });
  expect(first.letters).toBe(1);
  // As if it had ended in the middle.
  await database.query(`UPDATE bulk_move_letter SET is_moved = NULL WHERE move_id = $1`, [first.id]);
  await database.query(`UPDATE dead_letter SET status = 'open' WHERE source_queue = 'payments'`);
  await session.store(delivery({ headers: deathIn('payments') }));
  expect(await discardMatching(once, { filter: { queue: 'payments' } })).toEqual(first);
  expect((await listDeadLetters(person, { limit: 5, queue: 'payments', status: 'open' })).items).toHaveLength(
    1,
  );
});

test('an unknown discard cannot be restored', async () => {
  await expect(restoreMatching(person, { discard: crypto.randomUUID() })).rejects.toMatchObject({
    code: 'not_found',
  });
});
