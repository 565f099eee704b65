// Escalation: each alarm is told once, again as set, and when it is over.
import { afterAll, beforeEach, expect, test } from 'vitest';
import { watch as watchSchema, type Watch } from '#lib/domain/alerts/watches.ts';
import { keepWatch, readWatches } from '#lib/store/alarms.ts';
import { discardMatching } from '#lib/store/bulk-moves.ts';
import { followNext } from '#lib/store/follow.ts';
import { groups } from '#lib/store/groups.ts';
import { beat } from '#lib/store/workers.ts';
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
import { joinBytes } from '#tests/wire.ts';

let database: TestDatabase;
let session: TestSession;
beforeEach(async () => {
  await database?.drop();
  database = await makeDatabase();
  session = await openTestSession();
});
afterAll(() => database.drop());

const look = (...given: object[]) =>
  keepWatch(
    worker,
    given.map((one) => ({ watch: watchSchema.parse(one), channel: '#alarms' })),
    'http://localhost',
  );
/** As if nothing had been found for two minutes. */
const wait = () => database.query(`UPDATE alarm SET seen_at = now() - interval '2 minutes'`);
const said = async () =>
  (
    await database.query<{ said: { lines: string[] }; parent: boolean }>(
      `SELECT said, parent_id IS NOT NULL AS parent FROM post ORDER BY id`,
    )
  ).map(({ said: { lines }, parent }) => `${parent ? '↳ ' : ''}${lines.join(' ')}`);

const failing = (queue: string) =>
  delivery({ headers: joinBytes(deathIn(queue), text('x-exception-message', 'boom')) });
const store = async (many: number, queue = 'orders.billing') => {
  await session.store(...Array.from({ length: many }, () => failing(queue)));
  await followNext(worker, session.workerId, groups);
};
/** As if they had come so long ago. */
const age = (minutes: number) =>
  database.query(`
    WITH aged AS (SELECT id, (lpad(to_hex((('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint - ${minutes * 60_000})), 12, '0')
      || substr(replace(id::text, '-', ''), 13))::uuid AS new FROM dead_letter),
    g AS (UPDATE group_letter m SET dead_letter_id = a.new FROM aged a WHERE a.id = m.dead_letter_id),
    f AS (UPDATE failure_group x SET first_letter_id = a.new FROM aged a WHERE a.id = x.first_letter_id)
    UPDATE dead_letter l SET id = a.new FROM aged a WHERE a.id = l.id`);

test('a letter that stands open too long is told once, again after its time, and when it is over', async () => {
  const oldest = { kind: 'oldest_open', queues: 'orders.*', minutes: 60, remindMinutes: 30 };
  await store(2);
  expect(await look(oldest)).toBe(0);
  await age(90);
  expect(await look(oldest)).toBe(1);
  expect(await look(oldest)).toBe(1);
  expect(await said()).toEqual([
    expect.stringMatching(/A letter of `orders\.billing` stands open since.*Its limit is 1 h/),
  ]);
  await database.query(`UPDATE alarm SET told_at = now() - interval '31 minutes'`);
  await database.query(`UPDATE post SET stage = 'posted'`);
  await look(oldest);
  expect((await said())[1]).toMatch(/^↳ 🔁 Still so/);
  await discardMatching(person, { filter: {} });
  await followNext(worker, session.workerId, groups);
  await look(oldest);
  expect(await said()).toHaveLength(2);
  await wait();
  expect(await look(oldest)).toBe(0);
  const [first, , last] = await said();
  expect(first).toMatch(/^~.*~ ✓ \*Over\*/);
  expect(last).toMatch(/^↳ ✓ \*Over\*/);
  expect(await look(oldest)).toBe(0);
  expect(await said()).toHaveLength(3);
});

test('a failure that grows faster than its limit is told with its size', async () => {
  const growing = { kind: 'group_growing', letters: 5, minutes: 10 };
  await store(5);
  expect(await look(growing)).toBe(0);
  await store(1);
  expect(await look(growing)).toBe(1);
  expect((await said())[0]).toContain('A failure grows: 6 letters in 10 min');
  await age(20);
  expect(await look(growing)).toBe(0);
});

test('a queue that nobody drains is told, unless somebody paused it', async () => {
  const stopped = { kind: 'drain_stopped', minutes: 5 };
  await database.query(
    `INSERT INTO queue (broker_id, name, state, seen_at, problem) VALUES (1, 'letterthief', 'refused', now(), 'Access was refused')`,
  );
  expect(await look(stopped)).toBe(0);
  await database.query(`UPDATE session SET alive_at = now() - interval '6 minutes'`);
  expect(await look(stopped)).toBe(1);
  expect((await said())[0]).toMatch(/Nobody drains `letterthief`.*Access was refused/);
  await database.query(`UPDATE queue SET paused_at = now()`);
  expect(await look(stopped)).toBe(0);
});

test('a broker that no worker reaches is told with what they say', async () => {
  const unreachable = { kind: 'broker_unreachable', minutes: 2 };
  await database.query(`UPDATE session SET alive_at = now() - interval '3 minutes'`);
  expect(await look(unreachable)).toBe(0);
  await beat(worker, session.workerId, {}, { broker: 'connect ECONNREFUSED. <!channel>' });
  expect(await look(unreachable)).toBe(1);
  expect((await said())[0]).toContain('ECONNREFUSED. &lt;!channel&gt;');
  await beat(worker, session.workerId, {}, {});
  expect(await look(unreachable)).toBe(0);
});

test('two workers that look at once tell it once; without a channel nothing is looked at', async () => {
  await store(9);
  const growing = { kind: 'group_growing', letters: 5, minutes: 10 };
  await Promise.all([look(growing, growing), look(growing), look(growing)]);
  await look(growing, growing);
  expect(await said()).toHaveLength(1);
  expect(await readWatches(worker, { fallback: null, hasSlack: true })).toEqual([]);
  const kinds = (await readWatches(worker, { fallback: '#all', hasSlack: true })).map(
    ({ watch }: { watch: Watch }) => watch.kind,
  );
  expect(kinds).toEqual(['drain_stopped', 'broker_unreachable']);
});
