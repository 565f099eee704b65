import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import { findNeighbours, listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { discardLetters, restoreLetters } from '#lib/store/letter-status.ts';
import { followNext } from '#lib/store/follow.ts';
import { letterTexts } from '#lib/store/letter-text.ts';
import { readOverview } from '#lib/store/overview.ts';
import { listQueues, rememberQueue } from '#lib/store/queues.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, text, worker } from '#tests/letters.ts';
import { joinBytes } from '#tests/wire.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await makeDatabase();
  const session = await openTestSession();
  for (let at = 0; at < 7; at++)
    await session.store(...Array.from({ length: 5 }, (_, n) => delivery({ body: `{"n":${at * 5 + n}}` })));
  await session.store(
    delivery({
      headers: deathIn('mail.send', { reason: 'expired', exchange: '', routingKey: 'mail.send' }),
      body: 'Dear 100%_sure',
    }),
    delivery({ headers: joinBytes(deathIn('orders.billing'), text('x-exception-message', 'Do not honour')) }),
    delivery({ headers: null, body: 'nobody knows' }),
  );
  await followNext(worker, session.workerId, letterTexts);
});
afterAll(() => database.drop());

const count = async (filter: DeadLetterFilter) =>
  (await listDeadLetters(person, { ...filter, limit: 200 })).items.length;

test('pages follow each other without a gap or a double, newest first', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listDeadLetters(person, { limit: 7, ...(cursor ? { cursor } : {}) });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(new Set(seen).size).toBe(38);
  expect(seen).toEqual(seen.toSorted().reverse());
});

test('a cursor that is not ours is invalid input', async () => {
  await expect(listDeadLetters(person, { limit: 5, cursor: "x' OR 1=1" })).rejects.toMatchObject({
    code: 'invalid_input',
  });
});

test('filters: queue means the source queue or the dead-letter queue', async () => {
  expect(await count({ queue: 'mail.send' })).toBe(1);
  expect(await count({ queue: 'letterthief' })).toBe(38);
  expect(await count({ reason: 'expired' })).toBe(1);
  expect(await count({ status: 'discarded' })).toBe(0);
  expect(await count({ before: '2020-01-01T00:00:00Z' })).toBe(0);
  expect(await count({ after: '2020-01-01T00:00:00Z', queue: 'orders.billing' })).toBe(36);
});

test('text is found in error, routing key, headers and body; % and _ mean themselves', async () => {
  expect(await count({ q: '"do NOT honour"' })).toBe(1);
  expect(await count({ q: '100%_sure' })).toBe(1);
  expect(await count({ q: '100%x' })).toBe(0);
  expect(await count({ q: 'order.placed' })).toBe(36);
  expect(await count({ q: 'nobody knows' })).toBe(1);
  expect(await count({ q: `"'; DROP TABLE dead_letter; --"` })).toBe(0);
});

test('origin and journey come from x-death; without it nothing is guessed', async () => {
  const { items } = await listDeadLetters(person, { limit: 3 });
  const [bare, declined, expired] = items;
  expect(bare).toMatchObject({
    sourceQueue: null,
    exchange: null,
    routingKey: null,
    reason: null,
    deaths: 0,
  });
  expect(declined).toMatchObject({
    sourceQueue: 'orders.billing',
    exchange: 'orders',
    routingKey: 'order.placed',
    errorMessage: 'Do not honour',
  });
  expect(expired).toMatchObject({
    sourceQueue: 'mail.send',
    exchange: '',
    routingKey: 'mail.send',
    reason: 'expired',
    deaths: 1,
  });
  const detail = await readDeadLetter(person, expired!.id);
  expect(detail.journey).toHaveLength(1);
  expect(detail.deliveredExchange).toBe('letterthief');
});

test('neighbours keep to the filter', async () => {
  const { items } = await listDeadLetters(person, { limit: 3, queue: 'orders.billing' });
  expect(await findNeighbours(person, items[1]!.id, { queue: 'orders.billing' })).toEqual({
    newer: items[0]!.id,
    older: items[2]!.id,
  });
  expect((await findNeighbours(person, items[0]!.id, { queue: 'orders.billing' })).newer).toBeNull();
});

test('discard and restore are all or nothing', async () => {
  const { items } = await listDeadLetters(person, { limit: 3 });
  const ids = items.map(({ id }) => id);
  await discardLetters(person, { deadLetterIds: [ids[0]!] });
  await expect(discardLetters(person, { deadLetterIds: ids })).rejects.toMatchObject({
    code: 'conflict',
    details: { ids: [ids[0]] },
  });
  const stranger = crypto.randomUUID();
  await expect(discardLetters(person, { deadLetterIds: [ids[1]!, stranger] })).rejects.toMatchObject({
    code: 'not_found',
    details: { ids: [stranger] },
  });
  expect(await count({ status: 'discarded' })).toBe(1);
  await restoreLetters(person, { deadLetterIds: [ids[0]!] });
  await expect(restoreLetters(person, { deadLetterIds: [ids[0]!] })).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(await count({ status: 'discarded' })).toBe(0);
});

test('the overview tells what is wrong, and what can be filtered by', async () => {
  await rememberQueue(worker, { name: 'letterthief', state: 'draining', depth: 3, consumers: 1 });
  await rememberQueue(worker, { name: 'gone', state: 'missing', problem: 'Queue gone does not exist.' });
  const overview = await readOverview(person);
  expect(overview).toMatchObject({ openLetters: 38, isEstimate: false, queues: 2, workers: { alive: 1 } });
  expect(overview.problems).toEqual(['Queue gone does not exist.']);
  expect(overview.filterValues).toEqual({
    queues: ['mail.send', 'orders.billing'],
    reasons: ['expired', 'rejected'],
  });
  expect(await listQueues(person)).toMatchObject([
    { name: 'gone', state: 'missing', depth: null },
    { name: 'letterthief', depth: 3, lettersPerMinute: 38, openLetters: 38 },
  ]);
});

test('with no worker alive, the page is told so', async () => {
  await database.query('UPDATE worker SET stopped_at = now()');
  expect((await readOverview(person)).problems[0]).toContain('No worker is running');
});
