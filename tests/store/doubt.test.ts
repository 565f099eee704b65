// What the broker delivers again is matched with letters in doubt: none is doubled, none is swallowed.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Delivery } from '#lib/domain/delivery.ts';
import { readBody } from '#lib/store/bodies.ts';
import { closeSession, keepSessionAlive } from '#lib/store/sessions.ts';
import { keepAsTwo } from '#lib/store/twins.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import {
  deathIn,
  delivery,
  openTestSession,
  person,
  text,
  worker,
  type TestSession,
} from '#tests/letters.ts';
import { entry, joinBytes, properties, sized, uint, utf8 } from '#tests/wire.ts';

let database: TestDatabase;
let before: TestSession;
let after: TestSession;
let count = 0;
beforeAll(async () => {
  database = await makeDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.query('DELETE FROM dead_letter');
  [before, after] = await Promise.all([openTestSession(), openTestSession()]);
});

type Row = { body: string; redeliveries: number; is_perhaps_two: boolean; session_id: string };

const rows = (): Promise<Row[]> =>
  database.query<Row>(
    `SELECT convert_from(coalesce(body, ''), 'UTF8') AS body, redeliveries, is_perhaps_two, session_id FROM dead_letter ORDER BY id`,
  );
const fresh = (): Delivery => delivery({ body: `letter ${++count}` });
const again = (one: Delivery): Delivery => ({ ...one, seq: delivery().seq, redelivered: true });
const lose = (session: TestSession, settledSeq = 0): Promise<void> =>
  closeSession(worker, session.sessionId, settledSeq);

test('a letter in doubt that comes again grows no second row: it says so, and belongs to the new session', async () => {
  const one = fresh();
  await before.store(one);
  await lose(before);
  expect(await after.storeAgain(again(one))).toEqual({ stored: 0, matched: 1 });
  // The event of its arrival names its place in the session before: whoever has not heard it yet hears this one.
  expect(await database.query(`SELECT e.kind FROM event e JOIN dead_letter l ON l.id = ANY(e.ids)`)).toEqual([
    { kind: 'changed' },
  ]);
  expect(await rows()).toEqual([
    { body: `letter ${count}`, redeliveries: 1, is_perhaps_two: true, session_id: after.sessionId },
  ]);
});

test('it is matched once for each loss', async () => {
  const one = fresh();
  await before.store(one);
  await lose(before);
  await after.storeAgain(again(one));
  expect(await after.storeAgain(again(one))).toEqual({ stored: 1, matched: 0 });
  await lose(after);
  const third = await openTestSession();
  expect(await third.storeAgain(again(one), again(one))).toEqual({ stored: 0, matched: 2 });
  expect((await rows()).map((row) => row.redeliveries).toSorted()).toEqual([1, 2]);
});

test('of byte-identical twins each is matched with one of its own', async () => {
  const one = fresh();
  const twin = { ...one, seq: delivery().seq };
  await before.store(one, twin);
  await lose(before);
  expect(await after.storeAgain(again(one), again(twin))).toEqual({ stored: 0, matched: 2 });
  expect((await rows()).map((row) => row.redeliveries)).toEqual([1, 1]);
});

test('a twin that was not stored before is stored, and says "perhaps two"', async () => {
  const one = fresh();
  await before.store(one);
  await lose(before);
  expect(await after.storeAgain(again(one), again(one))).toEqual({ stored: 1, matched: 1 });
  expect((await rows()).map((row) => row.is_perhaps_two)).toEqual([true, true]);
});

test('two twins that were never stored are two letters, and no doubt is on them', async () => {
  const one = fresh();
  expect(await after.storeAgain(again(one), again(one))).toEqual({ stored: 2, matched: 0 });
  expect((await rows()).map((row) => row.is_perhaps_two)).toEqual([false, false]);
});

test('a letter whose ack the broker has certainly seen is not in doubt: its equal is stored, and marked', async () => {
  const [one, other] = [fresh(), fresh()];
  await before.store(one, other);
  await keepSessionAlive(worker, { id: before.sessionId, provenAt: new Date(), settledSeq: one.seq });
  await lose(before);
  expect(await after.storeAgain(again(one), again(other))).toEqual({ stored: 1, matched: 1 });
  const settled = (await rows()).filter((row) => row.body === String(Buffer.from(one.body)));
  expect(settled.map((row) => row.is_perhaps_two)).toEqual([false, true]);
});

test('a living session keeps its letters: nothing is matched with them', async () => {
  const one = fresh();
  await before.store(one);
  expect(await after.storeAgain(again(one))).toEqual({ stored: 1, matched: 0 });
  expect((await rows()).map((row) => row.is_perhaps_two)).toEqual([false, true]);
});

test('a letter with the same fingerprint and other bytes is another letter', async () => {
  const [one, other] = [fresh(), fresh()];
  await before.store(one);
  await lose(before);
  const [row] = await database.query<{ fingerprint: string }>('SELECT fingerprint FROM dead_letter');
  await database.query('UPDATE dead_letter SET body = $1', [Buffer.from(other.body)]);
  expect(row!.fingerprint).not.toBeNull();
  expect(await after.storeAgain(again(one))).toEqual({ stored: 1, matched: 0 });
});

test('what quorum queues count in the headers makes no other letter', async () => {
  const table = (...more: Uint8Array[]) => ({
    headers: sized(joinBytes(deathIn('orders.billing'), text('tenant', 'acme'), ...more)),
  });
  const one = fresh();
  const counted = entry('x-delivery-count', 'l', uint(8, 3));
  await before.store({ ...one, propertyBytes: properties(table()) });
  await lose(before);
  const redelivered = { ...again(one), propertyBytes: properties(table(counted)) };
  expect(await after.storeAgain(redelivered)).toEqual({ stored: 0, matched: 1 });
  const bare = fresh();
  await after.store({ ...bare, propertyBytes: properties({}) });
  await lose(after);
  const third = await openTestSession();
  const alone = { ...again(bare), propertyBytes: properties({ headers: sized(counted) }) };
  expect(await third.storeAgain(alone)).toEqual({ stored: 0, matched: 1 });
  const elsewhere = { ...again(bare), propertyBytes: properties({}), routingKey: utf8('elsewhere') };
  expect(await third.storeAgain(elsewhere)).toEqual({ stored: 1, matched: 0 });
});

test('a body in parts is matched by all of its bytes', async () => {
  const body = new Uint8Array(2_500_000).map((_, at) => at % 249);
  const one = delivery({ body });
  await before.store(one);
  await lose(before);
  const changed = body.slice();
  changed[2_400_000] = 255;
  expect(await after.storeAgain({ ...again(one), body: changed })).toEqual({ stored: 1, matched: 0 });
  expect(await after.storeAgain(again(one))).toEqual({ stored: 0, matched: 1 });
});

test('a session that was closed matches nothing', async () => {
  const one = fresh();
  await before.store(one);
  await lose(before);
  await lose(after);
  await expect(after.storeAgain(again(one))).rejects.toThrow('the session was closed');
  expect(await rows()).toMatchObject([{ redeliveries: 0 }]);
});

test('"keep as two" makes a twin of the same bytes for a matched letter, and a marked copy loses its mark', async () => {
  const body = new Uint8Array(1_200_000).map((_, at) => at % 241);
  const one = delivery({ body });
  await before.store(one);
  await lose(before);
  await after.storeAgain(again(one));
  const [row] = await database.query<{ id: string }>('SELECT id FROM dead_letter');
  const [twin] = await keepAsTwo(person, { deadLetterIds: [row!.id] });
  const kept = await rows();
  expect(kept.map((each) => [each.redeliveries, each.is_perhaps_two])).toEqual([
    [0, false],
    [0, false],
  ]);
  expect(Buffer.compare(await readBody(person, twin!.twinId!), body)).toBe(0);
  await expect(keepAsTwo(person, { deadLetterIds: [row!.id] })).rejects.toMatchObject({ code: 'conflict' });
  expect(await after.storeAgain(again(one))).toEqual({ stored: 1, matched: 0 });
  const [copy] = await database.query<{ id: string }>('SELECT id FROM dead_letter WHERE is_perhaps_two');
  expect(await keepAsTwo(person, { deadLetterIds: [copy!.id] })).toEqual([{ id: copy!.id, twinId: null }]);
  expect(await database.query('SELECT 1 FROM dead_letter')).toHaveLength(3);
});
