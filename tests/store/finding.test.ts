// How many letters match, and what can be asked for: for everybody what they may see, and honest where it is no count.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countLetters } from '#lib/store/letter-count.ts';
import { listQueryValues } from '#lib/store/query-values.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { person } from '#tests/letters.ts';
import { readFacts, storeLetters } from './query-letters.ts';

const clerk = { ...person, role: 'viewer' as const, seeQueues: ['orders.*'] };
let database: TestDatabase;
beforeAll(async () => {
  database = await makeDatabase();
  await storeLetters(database, 600);
}, 60_000);
afterAll(() => database.drop());

const values = async (key: string, prefix = '', actor = person) =>
  (await listQueryValues(actor, key, prefix)).items.map(({ value }) => value);

test('what is counted fast is exact', async () => {
  const facts = await readFacts(database);
  const open = facts.filter(({ status }) => status === 'open').length;
  expect(await countLetters(person, { q: 'status:open' })).toEqual({ count: open, isExact: true });
  expect(await countLetters(person, {})).toEqual({ count: 600, isExact: true });
  const theirs = facts.filter(({ sourceQueue }) => sourceQueue?.startsWith('orders.')).length;
  expect(await countLetters(clerk, {})).toEqual({ count: theirs, isExact: true });
  await expect(countLetters(person, { q: 'status:' })).rejects.toMatchObject({ code: 'invalid_input' });
});

test('names and values in bodies', async () => {
  expect(await values('body.', 'cust')).toEqual(['customer']);
  expect((await values('body.customer.')).toSorted()).toEqual(['id', 'name']);
  expect(await values('body.customer.id', '4430')).toEqual(['44300']);
});

test('what is not is an estimate, and says so', async () => {
  // Nothing is counted in a millisecond that sleeps for longer in each row's way.
  await database.query(`CREATE OR REPLACE FUNCTION letter_body_value(body bytea, path text[]) RETURNS text
    LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1); RETURN NULL; END $$`);
  const told = await countLetters(person, { q: 'body.total:*' }, 1);
  expect(told.isExact).toBe(false);
  expect(told.count).toBeGreaterThanOrEqual(0);
  expect(told.count).toBeLessThanOrEqual(600);
});

test('values are those that exist, the most frequent first, what begins so before what holds it', async () => {
  const { items, isExact, lookedAt } = await listQueryValues(person, 'source', 'ord');
  expect(items.map(({ value }) => value).toSorted()).toEqual([
    'Orders.Billing',
    'orders.billing',
    'orders.stock',
  ]);
  expect(items.map(({ count }) => count)).toEqual(
    items.map(({ count }) => count).toSorted((a, b) => b! - a!),
  );
  expect({ isExact, lookedAt }).toEqual({ isExact: true, lookedAt: 600 });
  expect(await values('queue', 'thief')).toEqual(['letterthief']);
  expect(await values('source', '%')).toEqual(['a%_b\\c']);
  expect(await values('status')).toHaveLength(4);
  expect(await values('outcome', 'conf')).toEqual(['confirmed']);
  expect((await values('app', 'shop')).toSorted()).toEqual(['shop', 'shop.billing']);
  expect((await values('header.')).toSorted()).toContain('x-tenant');
  expect((await values('header.x-tenant', 'ac')).toSorted()).toEqual(['Acme GmbH', 'acme']);
  expect(await values('deaths')).toEqual([]);
  expect(await values('id')).toEqual([]);
});

test('nobody is told of values of letters that they may not see', async () => {
  expect((await values('source', '', clerk)).toSorted()).toEqual(['orders.billing', 'orders.stock']);
  expect(await values('source', 'mail', clerk)).toEqual([]);
  expect(await values('reason', '', { ...clerk, seeQueues: [] })).toEqual([]);
});

test('a key that is none is refused', async () => {
  for (const key of ['nothing', 'qeue', 'a b', '-queue', '(', 'queue:x OR source'])
    await expect(listQueryValues(person, key, ''), key).rejects.toMatchObject({ code: 'invalid_input' });
});
