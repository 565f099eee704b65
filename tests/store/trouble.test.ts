// What a caller is told when there is no connection left: that it may ask again, not that something is broken.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { db, pool } from '#lib/store/client.ts';
import { isStoreAway } from '#lib/store/trouble.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await makeDatabase();
});
afterAll(() => database.drop());

test('with all connections taken every way to ask says that the store is away', async () => {
  const { max } = pool().options;
  const taken = await Promise.all(Array.from({ length: max }, () => pool().connect()));
  const asked = await Promise.allSettled([
    pool().query('SELECT 1'),
    db().$queryRaw`SELECT 1`,
    db().$transaction([db().$queryRaw`SELECT 1`]),
    db().$transaction((tx) => tx.$queryRaw`SELECT 1`),
  ]);
  for (const client of taken) client.release();
  for (const one of asked) {
    expect(one.status).toBe('rejected');
    expect(isStoreAway((one as PromiseRejectedResult).reason)).toBe(true);
  }
  expect((await pool().query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
}, 30_000);
