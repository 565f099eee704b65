// What LetterThief declares for itself, and what it learns about queues.
import { Connection as Client } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConnection, type Connection } from '#lib/broker/connection.ts';
import { bindOwn, declareOwn, ownQueue, readDepth } from '#lib/broker/topology.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { collect } from './sessions.ts';

let vhost: Vhost;
let client: Client;
let connection: Connection;
beforeAll(async () => {
  vhost = await makeVhost();
  client = new Client(vhost.url);
  connection = await openConnection({ url: vhost.url, name: 'test' });
});
afterAll(async () => {
  await connection.close();
  await client.close();
  await vhost.drop();
});

test('our queue gets what comes to our exchange, and what Pigeon’s services reject; declaring again does no harm', async () => {
  await declareOwn(connection);
  await declareOwn(connection);
  const publisher = client.createPublisher({ confirm: true });
  await publisher.send(
    { exchange: 'letterthief', routingKey: 'any.key', mandatory: true },
    'by the exchange',
  );
  await publisher.send({ exchange: 'amq.direct', routingKey: 'dead', mandatory: true }, 'by Pigeon');
  await publisher.close();
  const { connection: own, deliveries, have } = await collect(vhost.url, ownQueue);
  await have(2);
  expect(deliveries.map(({ body }) => Buffer.from(body).toString())).toEqual([
    'by the exchange',
    'by Pigeon',
  ]);
  await own.close();
});

test('our queue is bound to somebody else’s exchange as soon as that is there', async () => {
  await declareOwn(connection);
  const errored = { exchange: 'worker.errored', routingKey: '#' };
  expect(await bindOwn(connection, errored)).toContain('is not there yet');
  expect(connection.isOpen).toBe(true);
  await client.exchangeDeclare({ exchange: errored.exchange, type: 'fanout', durable: true });
  expect(await bindOwn(connection, errored)).toBeNull();
  expect(await bindOwn(connection, errored)).toBeNull();
  const publisher = client.createPublisher({ confirm: true });
  await publisher.send({ exchange: errored.exchange, routingKey: '', mandatory: true }, 'an event');
  await publisher.close();
  const { connection: own, deliveries, have } = await collect(vhost.url, ownQueue);
  // Behind what the test before has put back.
  await have(3);
  expect(deliveries.map(({ body }) => Buffer.from(body).toString())).toContain('an event');
  await own.close();
});

test('depth and consumers of a queue are read, and a missing queue or another’s is an answer', async () => {
  await client.queueDeclare({ queue: 'deep', durable: true });
  const publisher = client.createPublisher({ confirm: true });
  for (const body of ['1', '2', '3']) await publisher.send('deep', body);
  await publisher.close();
  expect(await readDepth(connection, 'deep')).toEqual({ ok: true, depth: 3, consumers: 0 });
  const consuming = await collect(vhost.url, 'deep', { prefetch: 1 });
  await consuming.have(1);
  expect(await readDepth(connection, 'deep')).toEqual({ ok: true, depth: 2, consumers: 1 });
  await client.queueDeclare({ queue: 'alone', exclusive: true });
  expect(await readDepth(connection, 'alone')).toMatchObject({ ok: false, why: 'refused', code: 405 });
  expect(await readDepth(connection, 'missing')).toMatchObject({ ok: false, why: 'missing', code: 404 });
  expect(connection.isOpen).toBe(true);
  await consuming.connection.close();
});

test('a queue of our name and another kind is a conflict, in the broker’s words', async () => {
  const other = await makeVhost();
  const stranger = new Client(other.url);
  await stranger.queueDeclare({ queue: ownQueue, durable: false });
  const own = await openConnection({ url: other.url, name: 'test' });
  await expect(declareOwn(own)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining("inequivalent arg 'durable'"),
  });
  await Promise.all([own.close(), stranger.close()]);
  await other.drop();
});
