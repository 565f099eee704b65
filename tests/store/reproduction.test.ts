// What a letter is reproduced from, who may read it, and what the audit says of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readForReproduction } from '#lib/store/reproduction.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person } from '#tests/letters.ts';

let database: TestDatabase;
const ids: string[] = [];
beforeAll(async () => {
  database = await makeDatabase();
  const session = await openTestSession();
  await session.store(delivery({ headers: deathIn('orders.billing'), body: 'a' }));
  await session.store(delivery({ headers: deathIn('orders.billing'), body: new Uint8Array(65_536) }));
  await session.store(delivery({ headers: deathIn('orders.billing'), body: new Uint8Array(65_537) }));
  await session.store(delivery({ headers: deathIn('orders.billing'), body: new Uint8Array(1_200_000) }));
  const rows = await database.query<{ id: string }>('SELECT id FROM dead_letter ORDER BY id');
  ids.push(...rows.map(({ id }) => id));
});
afterAll(() => database.drop());

const opened = () => database.query<{ actor_id: string }>(`SELECT FROM audit WHERE act = 'body.open'`);

test('is the letter with its body, up to 64 KB', async () => {
  const letters = await Promise.all(ids.map((id) => readForReproduction(person, id, false)));
  expect(letters.map(({ body }) => body?.length ?? null)).toEqual([1, 65_536, null, null]);
  expect(letters[0]).toMatchObject({
    id: ids[0],
    exchange: 'orders',
    routingKey: 'order.placed',
    sourceQueue: 'orders.billing',
  });
  expect(await opened()).toHaveLength(0);
});

test('stands in the audit once where the body is shown', async () => {
  for (let time = 0; time < 3; time++) await readForReproduction(person, ids[0]!, true);
  expect(await opened()).toHaveLength(1);
});

test('is for those who may see the queue', async () => {
  const foreign = { ...person, role: 'viewer' as const, seeQueues: ['payments.*'] };
  for (const id of [ids[0]!, crypto.randomUUID(), 'none'])
    await expect(readForReproduction(foreign, id, true)).rejects.toMatchObject({ code: 'not_found' });
  expect(await opened()).toHaveLength(1);
});
