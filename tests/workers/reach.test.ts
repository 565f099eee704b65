// Whom a replay will reach, from the broker to the answer: asked by one worker at a time, and told as far as one may see.
import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { readReach } from '#lib/store/reach.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, text } from '#tests/letters.ts';
import { until } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { joinBytes } from '#tests/wire.ts';
import { startTestWorker, type TestWorker } from '#tests/worker-in-process.ts';

let database: TestDatabase;
let vhost: Vhost;
let client: Connection;
let workers: TestWorker[] = [];
beforeAll(async () => {
  [database, vhost] = await Promise.all([makeDatabase(), makeVhost()]);
  client = new Connection(vhost.url);
  await client.exchangeDeclare({ exchange: 'orders', type: 'topic', durable: true });
  await client.exchangeDeclare({ exchange: 'by tenant', type: 'headers', durable: true });
  for (const queue of ['orders.billing', 'orders.mail', 'audit']) {
    await client.queueDeclare({ queue, durable: true });
    await client.queueBind({ exchange: 'orders', queue, routingKey: 'order.#' });
  }
  await client.queueBind({ exchange: 'by tenant', queue: 'audit', arguments: { tenant: 'a' } });
});
afterAll(async () => {
  await Promise.all(workers.map((one) => one.stop()));
  await client.close();
  await vhost.drop();
  await database.drop();
});

const order = { exchange: 'orders', routingKey: 'order.placed' };
const clerk = { ...person, role: 'operator', seeQueues: ['orders.*'] } as const;

test('before anybody has asked RabbitMQ it is unknown, and says what to do', async () => {
  const told = { unknown: expect.stringContaining('AMQP_MANAGEMENT_URL') };
  expect(await readReach(person, order)).toEqual(told);
  // One without the setting does not ask.
  workers = [await startTestWorker({ AMQP_URL: vhost.url })];
  expect(await readReach(person, order)).toEqual(told);
});

test('queues that one may not see are counted, and not named', async () => {
  const env = { AMQP_URL: vhost.url, AMQP_MANAGEMENT_URL: process.env.TEST_MANAGEMENT_URL ?? '' };
  workers.push(await startTestWorker(env), await startTestWorker(env));
  await until('it is known', async () => 'count' in (await readReach(person, order)));
  const asOf = expect.any(String);
  expect(await readReach(person, order)).toEqual({
    queues: ['audit', 'orders.billing', 'orders.mail'],
    count: 3,
    asOf,
  });
  expect(await readReach(clerk, order)).toEqual({
    queues: ['orders.billing', 'orders.mail'],
    count: 3,
    asOf,
  });
  expect(await readReach(clerk, { exchange: '', routingKey: 'audit' })).toEqual({
    queues: [],
    count: 1,
    asOf,
  });
  expect(await readReach(clerk, { ...order, routingKey: 'x' })).toEqual({ queues: [], count: 0, asOf });
});

test('where headers decide, a letter’s count, for who may see it', async () => {
  const session = await openTestSession();
  await session.store(delivery({ headers: joinBytes(deathIn('orders.billing'), text('tenant', 'a')) }));
  const { id } = (await listDeadLetters(person, { limit: 1 })).items[0]!;
  const asked = { exchange: 'by tenant', routingKey: '' };
  expect(await readReach(person, asked)).toEqual({ unknown: expect.stringContaining('decides by headers') });
  expect(await readReach(person, { ...asked, deadLetterId: id })).toMatchObject({ queues: ['audit'] });
  const stranger = { ...clerk, seeQueues: ['payments.*'] };
  await expect(readReach(stranger, { ...asked, deadLetterId: id })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('one that is ten minutes old is no answer, and says what stands in the way', async () => {
  await Promise.all(workers.map((one) => one.stop()));
  workers = [];
  await database.query(`UPDATE topology SET as_of = now() - interval '11 minutes', due_at = now()`);
  expect(await readReach(person, order)).toEqual({
    unknown: expect.stringContaining('older than ten minutes'),
  });
  const management = new URL(process.env.TEST_MANAGEMENT_URL ?? '');
  management.password = 'wrong';
  workers = [await startTestWorker({ AMQP_URL: vhost.url, AMQP_MANAGEMENT_URL: management.href })];
  const told = async () => JSON.stringify(await readReach(person, order));
  await until('it says why', async () => (await told()).includes('answered 401 for its exchanges'));
  expect(await told()).not.toContain('wrong');
});
