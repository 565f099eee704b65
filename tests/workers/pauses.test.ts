// Queues that people pause, on a real broker and database: nothing is lost, nothing doubled, and no worker touches them.
import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { pauseQueue, resumeQueue } from '#lib/store/pauses.ts';
import { listQueues } from '#lib/store/queues.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { person } from '#tests/letters.ts';
import { until } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { startTestWorker, type TestWorker } from '#tests/worker-in-process.ts';

/** Of 255 bytes, with what an address must not be cut at. */
const queue = `dead / 100 % ? #${'é'.repeat(119)}!`;
let database: TestDatabase;
let vhost: Vhost;
let client: Connection;
let workers: TestWorker[];
beforeAll(async () => {
  [database, vhost] = await Promise.all([makeDatabase(), makeVhost()]);
  client = new Connection(vhost.url);
  await client.queueDeclare({ queue, durable: true });
  await client.queueDeclare({ queue: 'other', durable: true });
  workers = [await start(), await start()];
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await client.close();
  await vhost.drop();
  await database.drop();
});

const start = () => startTestWorker({ AMQP_URL: vhost.url, DEAD_LETTER_QUEUES: `${queue},other` });
const seen = async () => (await listQueues(person)).find(({ name }) => name === queue);
const stored = async (name: string) => (await listDeadLetters(person, { limit: 200, queue: name })).items;
const consumers = async (name: string) =>
  (await client.queueDeclare({ queue: name, passive: true })).consumerCount;

async function send(routingKey: string, ...bodies: string[]): Promise<void> {
  const publisher = client.createPublisher({ confirm: true });
  await Promise.all(bodies.map((body) => publisher.send({ routingKey, durable: true }, body)));
  await publisher.close();
}

const numbered = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => `letter ${from + at}`);

test('letters of a paused queue wait in RabbitMQ, whatever worker comes, and are stored once when it is resumed', async () => {
  await until('both drain', async () => (await consumers(queue)) === 2);
  await send(queue, ...numbered(0, 50));
  await pauseQueue(person, queue, { reason: 'a bad deploy' });
  await until('both have left it alone', async () => (await consumers(queue)) === 0);
  await until('their sessions are over', async () => (await seen())?.paused?.isUnderWay === false);
  expect(await seen()).toMatchObject({
    state: 'paused',
    problem: null,
    paused: { by: 'web', reason: 'a bad deploy' },
  });
  const before = (await stored(queue)).length;
  const waiting = async () => (await client.queueDeclare({ queue, passive: true })).messageCount;
  await until('the rest is back in its queue', async () => (await waiting()) === 50 - before);
  await send(queue, ...numbered(50, 50));
  workers.push(await start());
  await until('three drain the other one', async () => (await consumers('other')) === 3);
  await send('other', 'as ever');
  await until('the other one is drained', async () => (await stored('other')).length === 1);
  expect(await consumers(queue)).toBe(0);
  expect(await waiting()).toBe(100 - before);
  await until('the page knows how many', async () => (await seen())?.depth === 100 - before);
  await resumeQueue(person, queue, {});
  await until('all three drain', async () => (await consumers(queue)) === 3);
  await until('all are stored', async () => (await stored(queue)).length === 100);
  expect(await seen()).toMatchObject({ state: 'draining', paused: null });
  const bodies = await database.query<{ body: string }>(
    `SELECT convert_from(body, 'UTF8') AS body FROM dead_letter WHERE dead_letter_queue = $1`,
    [queue],
  );
  expect(new Set(bodies.map(({ body }) => body))).toEqual(new Set(numbered(0, 100)));
  await until('nothing is left', async () => (await vhost.depth(queue)) === 0);
}, 60_000);

test('what is being drained in a flood when the pause comes is stored once all the same', async () => {
  const many = numbered(1000, 3000);
  const sending = send(queue, ...many);
  await until('some are stored', async () => (await stored(queue)).length > 100);
  await pauseQueue(person, queue, {});
  await until('all have left it alone', async () => (await consumers(queue)) === 0);
  await resumeQueue(person, queue, {});
  await sending;
  const count = () =>
    database.query<{ all: number; distinct: number }>(
      `SELECT count(*)::int AS all, count(DISTINCT body)::int AS distinct FROM dead_letter WHERE dead_letter_queue = $1`,
      [queue],
    );
  await until('all are stored', async () => (await count())[0]!.distinct === 3100, undefined, 40_000);
  await until('nothing is left', async () => (await vhost.depth(queue)) === 0, undefined, 40_000);
  expect((await count())[0]).toEqual({ all: 3100, distinct: 3100 });
}, 120_000);

test('it is paused once and resumed once, by administrators who may act on it, and each time the audit has a line', async () => {
  const refused = (code: string) => expect.objectContaining({ code });
  await pauseQueue(person, queue, {});
  await expect(pauseQueue(person, queue, {})).rejects.toEqual(refused('conflict'));
  await resumeQueue(person, queue, { reason: 'mended' });
  await expect(resumeQueue(person, queue, {})).rejects.toEqual(refused('conflict'));
  for (const name of ['missing', 'a\0b', ''])
    await expect(pauseQueue(person, name, {})).rejects.toEqual(refused('not_found'));
  const others = [
    [{ ...person, role: 'operator' }, 'forbidden'],
    [{ ...person, seeQueues: ['orders.*'] }, 'not_found'],
    [{ ...person, actQueues: ['orders.*'] }, 'forbidden'],
  ] as const;
  for (const [actor, code] of others)
    await expect(pauseQueue(actor, queue, {})).rejects.toEqual(refused(code));
  const lines = await database.query(
    `SELECT act, reason, details->>'queue' AS queue FROM audit WHERE act LIKE 'queue.%' ORDER BY id DESC LIMIT 2`,
  );
  expect(lines).toEqual([
    { act: 'queue.resume', reason: 'mended', queue },
    { act: 'queue.pause', reason: null, queue },
  ]);
});
