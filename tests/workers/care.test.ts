// Queues that are drained with care: a letter that kills the worker, and letters that a quorum queue is about to drop.
import { fileURLToPath } from 'node:url';
import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { listQueues } from '#lib/store/queues.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { person } from '#tests/letters.ts';
import { startWorker, until, type Running } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { startTestWorker } from '#tests/worker-in-process.ts';

let database: TestDatabase;
let vhost: Vhost;
let client: Connection;
beforeAll(async () => {
  [database, vhost] = await Promise.all([makeDatabase(), makeVhost()]);
  client = new Connection(vhost.url);
});
afterAll(async () => {
  await client.close();
  await vhost.drop();
  await database.drop();
});

const stored = async (queue: string) => (await listDeadLetters(person, { limit: 200, queue })).items;

async function send(routingKey: string, count: number, headersOf: (at: number) => object): Promise<void> {
  const publisher = client.createPublisher({ confirm: true });
  for (let at = 0; at < count; at++)
    await publisher.send({ routingKey, durable: true, headers: headersOf(at) }, `letter ${at}`);
  await publisher.close();
}

test('a letter that kills the worker is found, kept raw, and holds up no other', async () => {
  const queue = 'deadly';
  // Of a header that is looked into while draining, and long: short texts are read without the decoder that dies.
  const name = 'x-exception-message';
  const deadly = `x-deadly-${'-'.repeat(60)}`;
  await client.queueDeclare({ queue, durable: true });
  await send(queue, 30, (at) => (at === 12 ? { [name]: deadly } : {}));
  const decoder = fileURLToPath(new URL('deadly-decoder.mjs', import.meta.url));
  const env = {
    DATABASE_URL: database.url,
    AMQP_URL: vhost.url,
    DEAD_LETTER_QUEUES: queue,
    NODE_OPTIONS: `--import ${decoder}`,
  };
  let deaths = 0;
  const over = new AbortController();
  let worker: Running | undefined;
  async function supervise(): Promise<void> {
    while (!over.signal.aborted) {
      worker = await startWorker(env);
      if ((await worker.exited) === null) deaths++;
    }
  }
  const supervising = supervise();
  await until('all are stored', async () => (await stored(queue)).length === 30, undefined, 80_000);
  over.abort();
  await worker?.stop();
  await supervising;
  const letters = await Promise.all((await stored(queue)).map(({ id }) => readDeadLetter(person, id)));
  const raw = letters.filter(({ keptRawBecause }) => keptRawBecause !== null);
  expect(raw.map(({ headers }) => headers.map((header) => header.name))).toEqual([[name]]);
  expect(raw[0]!.keptRawBecause).toContain('The worker died');
  expect(deaths).toBe(3);
}, 100_000);

test('from the fifth delivery on a quorum queue is drained one by one, the page says so, and it ends', async () => {
  const queue = 'restless';
  const quorum = { 'x-queue-type': 'quorum', 'x-delivery-limit': 20 } as const;
  await client.queueDeclare({ queue, durable: true, arguments: quorum });
  await send(queue, 150, () => ({}));
  await returnAll(queue, 150, 5);
  const worker = await startTestWorker({ AMQP_URL: vhost.url, DEAD_LETTER_QUEUES: queue });
  const told = async () => (await listQueues(person)).find(({ name }) => name === queue)?.problem ?? '';
  await until('the page says so', async () => (await told()).includes('Drained one by one'));
  await until('all are stored', async () => (await stored(queue)).length === 150);
  await send(queue, 150, () => ({}));
  await until(
    'it ends',
    async () => (await told()) === '' && (await vhost.depth(queue)) === 0,
    undefined,
    40_000,
  );
  const sessions = await database.query<{ prefetch: number }>(
    'SELECT prefetch FROM session WHERE queue = $1 ORDER BY opened_at',
    [queue],
  );
  expect(sessions.map(({ prefetch }) => prefetch)).toEqual([2000, 1, 2000]);
  expect(
    await database.query('SELECT 1 FROM dead_letter WHERE dead_letter_queue = $1', [queue]),
  ).toHaveLength(300);
  await worker.stop();
}, 60_000);

test('large letters are asked for a few at a time, small ones after them as usual again, whatever breaks off', async () => {
  const queue = 'large';
  await client.queueDeclare({ queue, durable: true });
  const publisher = client.createPublisher({ confirm: true });
  for (let at = 0; at < 20; at++)
    await publisher.send({ routingKey: queue, durable: true }, Buffer.alloc(1024 * 1024, at));
  await publisher.close();
  const worker = await startTestWorker({
    AMQP_URL: vhost.url,
    DEAD_LETTER_QUEUES: queue,
    MAX_HELD_MB: '16',
  });
  const prefetches = async () =>
    (
      await database.query<{ prefetch: number }>(
        'SELECT prefetch FROM session WHERE queue = $1 ORDER BY opened_at',
        [queue],
      )
    ).map(({ prefetch }) => prefetch);
  await until('they are fewer', async () => (await prefetches()).length === 2);
  await vhost.closeConnections('letterthief drain');
  await until('another session has begun', async () => (await prefetches()).length === 3);
  await send(queue, 150, () => ({}));
  await until('they are as usual', async () => (await prefetches()).length === 4);
  const [usual, few, afterLoss, again] = await prefetches();
  expect([usual, again]).toEqual([2000, 2000]);
  expect(few).toBeLessThan(6);
  expect(afterLoss).toBe(few);
  await until('all are stored', async () => (await stored(queue)).length === 170);
  expect((await stored(queue)).filter(({ isPerhapsTwo }) => isPerhapsTwo)).toEqual([]);
  await worker.stop();
}, 60_000);

/** Takes each letter and gives it back so many times, as consumers do that crash. */
async function returnAll(queue: string, letters: number, times: number): Promise<void> {
  const channel = await client.acquire();
  for (let time = 0; time < times; time++) {
    let taken = 0;
    await until('all are there', async () => {
      while ((await channel.basicGet({ queue })) !== undefined) taken++;
      return taken === letters;
    });
    channel.basicNack({ deliveryTag: 0, multiple: true, requeue: true });
  }
  await channel.close();
}
