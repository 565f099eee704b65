// Queues that cannot be drained, or that lose letters by themselves: each is said once, with what to do, and the others go on.
import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { readOverview } from '#lib/store/overview.ts';
import { listQueues } from '#lib/store/queues.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { person } from '#tests/letters.ts';
import { until } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { startTestWorker, type TestWorker } from '#tests/worker-in-process.ts';

let database: TestDatabase;
let vhost: Vhost;
let client: Connection;
let worker: TestWorker;
beforeAll(async () => {
  [database, vhost] = await Promise.all([makeDatabase(), makeVhost()]);
  client = new Connection(vhost.url);
  await client.queueDeclare({ queue: 'good', durable: true });
  await client.queueDeclare({ queue: 'alone', durable: true });
  const limits = { 'x-message-ttl': 60_000, 'x-max-length': 10 };
  await client.queueDeclare({ queue: 'leaky', durable: true, arguments: limits });
  const quorum = { 'x-queue-type': 'quorum', 'x-delivery-limit': 20 } as const;
  await client.queueDeclare({ queue: 'limited', durable: true, arguments: quorum });
});
afterAll(async () => {
  await worker.stop();
  await client.close();
  await vhost.drop();
  await database.drop();
});

const problemOf = async (queue: string) =>
  (await listQueues(person)).find(({ name }) => name === queue)?.problem ?? '';
const problems = async () => (await readOverview(person)).problems.join('\n');

test('a queue that somebody else consumes alone is told; the others are drained; it is drained when it is free', async () => {
  const consumer = client.createConsumer(
    { queue: 'alone', queueOptions: { passive: true }, exclusive: true },
    () => undefined,
  );
  await new Promise((resolve) => consumer.once('ready', resolve));
  worker = await startTestWorker({
    AMQP_URL: vhost.url,
    AMQP_MANAGEMENT_URL: process.env.TEST_MANAGEMENT_URL ?? '',
    DEAD_LETTER_QUEUES: 'good,alone,leaky,limited',
  });
  await until('it is told', async () =>
    (await problemOf('alone')).includes('belongs to another consumer alone'),
  );
  const publisher = client.createPublisher({ confirm: true });
  await publisher.send({ routingKey: 'good', durable: true }, 'x');
  await publisher.close();
  await until(
    'another is drained',
    async () => (await listDeadLetters(person, { limit: 9, queue: 'good' })).items.length === 1,
  );
  await consumer.close();
  await until('it is drained', async () => (await problemOf('alone')) === '');
});

test('a dead-letter queue with a time to live, a length or a delivery limit is told, with what to do', async () => {
  await until('all are told', async () => (await problems()).includes('delivery-limit'));
  expect(await problems()).toContain('Letters in leaky expire after 60,000 ms');
  expect(await problems()).toContain('leaky has a bounded length');
  expect(await problems()).toContain('RabbitMQ drops a letter of limited after 20 deliveries');
  expect(await problems()).not.toContain('good');
});

test('a policy counts as well as an argument', async () => {
  await vhost.call('PUT', 'policies', 'short', {
    pattern: '^good$',
    definition: { 'message-ttl': 5000 },
    'apply-to': 'queues',
  });
  await until('RabbitMQ itself tells of it', async () =>
    JSON.stringify(await vhost.call('GET', 'queues', 'good')).includes('"message-ttl":5000'),
  );
  const other = await startTestWorker({
    AMQP_URL: vhost.url,
    AMQP_MANAGEMENT_URL: process.env.TEST_MANAGEMENT_URL ?? '',
    DEAD_LETTER_QUEUES: 'good',
  });
  await until('it is told', async () => (await problems()).includes('Letters in good expire after 5,000 ms'));
  await other.stop();
});
