// What happened since a moment: nothing is passed over, however late it is committed.
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import {
  forgetOldEvents,
  isForgotten,
  isMoment,
  readEvents,
  readMoment,
  type StoredEvent,
} from '#lib/store/events.ts';
import { readEventIds } from '#lib/store/event-ids.ts';
import { discardLetters } from '#lib/store/letter-status.ts';
import { claimReplays } from '#lib/store/replay-claims.ts';
import { moveReplays } from '#lib/store/replay-work.ts';
import { requestReplays } from '#lib/store/replays.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { delivery, openTestSession, person, worker, type TestSession } from '#tests/letters.ts';

let database: TestDatabase;
let session: TestSession;
beforeAll(async () => {
  database = await makeDatabase();
  session = await openTestSession();
});
afterAll(() => database.drop());

const since = (moment: string) => readEvents(person, { since: moment, until: null, after: null });

test('a transaction that commits late is heard of late, and not passed over', async () => {
  const slow = new Client({ connectionString: database.url });
  await slow.connect();
  await slow.query('BEGIN');
  await slow.query(`INSERT INTO event (kind, queue, ids) VALUES ('changed', 'slow', '{}')`);
  const before = await readMoment(person);
  await session.store(delivery());
  const first = await since(before);
  expect(first.events).toMatchObject([{ kind: 'letters', letters: [{ sourceQueue: 'orders.billing' }] }]);
  await slow.query('COMMIT');
  await slow.end();
  const second = await since(first.until);
  expect(second.events).toMatchObject([{ kind: 'changed', queue: 'slow' }]);
  expect((await since(second.until)).events).toEqual([]);
});

test('a batch is one event with all its letters, a change one with those that were moved', async () => {
  const before = await readMoment(person);
  await session.store(...Array.from({ length: 30 }, () => delivery()));
  const { items } = await listDeadLetters(person, { limit: 2 });
  await discardLetters(person, { deadLetterIds: items.map(({ id }) => id) });
  const { events } = await since(before);
  expect(events.map(({ kind, letters }) => [kind, letters.length])).toEqual([
    ['letters', 30],
    ['changed', 2],
  ]);
});

test('many are read page by page, each once, in one moment', async () => {
  const before = await readMoment(person);
  await database.query(
    `INSERT INTO event (kind, queue, ids) SELECT 'changed', n::text, '{}' FROM generate_series(1, 450) n`,
  );
  const told: StoredEvent[] = [];
  let page = await since(before);
  const { until } = page;
  await session.store(delivery());
  for (told.push(...page.events); page.hasMore; told.push(...page.events))
    page = await readEvents(person, { since: before, until, after: told.at(-1) ?? null });
  expect(told.map(({ queue }) => Number(queue))).toEqual(Array.from({ length: 450 }, (_, at) => at + 1));
  expect((await since(until)).events).toHaveLength(1);
});

test('who looks at letters hears their ids, of the kinds asked for; of replays those that opened their letter again', async () => {
  await session.store(delivery(), delivery(), delivery());
  const ids = (await listDeadLetters(person, { limit: 3 })).items.map(({ id }) => id);
  const before = await readMoment(person);
  await requestReplays(person, { deadLetterIds: ids, to: { kind: 'origin' } });
  const claimed = await claimReplays(worker, session.workerId, 3, { maxEach: 0, maxBytes: 0 });
  const settle = claimed.map(({ id, deadLetterId }, at) => ({
    id,
    deadLetterId,
    stage: at === 1 ? ('returned' as const) : ('confirmed' as const),
    detail: null,
    dropped: [],
  }));
  await moveReplays(worker, session.workerId, { settle: [], publish: settle.map(({ id }) => id) });
  await moveReplays(worker, session.workerId, { settle, publish: [] });
  const hear = async (...kinds: StoredEvent['kind'][]) =>
    (await readEventIds(worker, { since: before, until: null, after: null, kinds })).events.flatMap(
      ({ letterIds }) => letterIds,
    );
  expect(await hear('letters')).toEqual([]);
  expect(new Set(await hear('changed'))).toEqual(new Set(ids));
  expect(await hear('replays')).toEqual([claimed[1]!.deadLetterId]);
});

test('what was forgotten is said to be missing', async () => {
  const early = await readMoment(person);
  await session.store(delivery());
  const late = await readMoment(person);
  await database.query(`UPDATE event SET at = now() - interval '2 days'`);
  await forgetOldEvents(person);
  expect(await isForgotten(person, early)).toBe(true);
  expect(await isForgotten(person, late)).toBe(false);
});

test('a moment is one, or it is not asked for', () => {
  for (const moment of ['1:2:', '812:815:812,814']) expect(isMoment(moment), moment).toBe(true);
  for (const moment of ['', '1', '1:2', "1:2:'", '1:2:3,', `1:2:${'1,'.repeat(4000)}1`, '-1:2:'])
    expect(isMoment(moment), moment).toBe(false);
});
