// Stored letters read anew: what is derived follows, their bytes and states stay, and a rebuild that was broken off goes on.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { discardLetters } from '#lib/store/letter-status.ts';
import { countRebuild, rebuildNext } from '#lib/store/rebuild.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { conventionLetters } from '#tests/domain/convention-letters.ts';
import { delivery, openTestSession, person } from '#tests/letters.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await makeDatabase();
});
afterAll(() => database.drop());

const shell = { kind: 'system' } as const;
const derived = `SELECT id, source_queue, exchange, routing_key, reason, deaths, error_type, error_message, error_stack, convention,
  message_type, attempts, status, property_bytes, body FROM dead_letter ORDER BY id`;

test('all that is derived is as if it had been stored now; a second one changes nothing', async () => {
  const session = await openTestSession();
  await session.store(
    ...conventionLetters.map(({ letter }) => ({ ...letter, queue: 'letterthief', seq: delivery().seq })),
  );
  for (let batch = 0; batch < 2; batch++)
    await session.store(...Array.from({ length: 490 }, () => delivery()));
  const { items } = await listDeadLetters(person, { limit: 1 });
  await discardLetters(person, { deadLetterIds: [items[0]!.id] });
  const before = await database.query(derived);
  await database.query(
    `UPDATE dead_letter SET source_queue = 'old', exchange = NULL, error_type = 'old', convention = NULL, attempts = 99`,
  );
  await database.query(`UPDATE dead_letter SET kept_raw_because = 'a test' WHERE id = $1`, [items[0]!.id]);

  const first = await rebuildNext(shell);
  expect(first).toMatchObject({ read: 500, changed: 500, isDone: false });
  expect(await countRebuild(shell)).toEqual({ all: before.length, done: 500 });
  let changed = first.changed;
  for (let isDone = false; !isDone;) {
    const step = await rebuildNext(shell);
    changed += step.changed;
    isDone = step.isDone;
  }
  expect(changed).toBe(before.length - 1);
  const after = await database.query<{ id: string }>(derived);
  expect(after.filter(({ id }) => id !== items[0]!.id)).toEqual(
    (before as { id: string }[]).filter(({ id }) => id !== items[0]!.id),
  );
  expect(await rebuildNext(shell)).toMatchObject({ read: 500, changed: 0 });
});
