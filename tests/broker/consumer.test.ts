// Sessions on a real broker: order, acks, and every way in which one ends.
import { Connection as Client } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookInside } from '#lib/broker/amqplib.ts';
import { openConnection } from '#lib/broker/connection.ts';
import { openSession } from '#lib/broker/consumer.ts';
import { makeFlow } from '#lib/broker/flow.ts';
import { until } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { collect } from './sessions.ts';

let vhost: Vhost;
let client: Client;
beforeAll(async () => {
  vhost = await makeVhost();
  client = new Client(vhost.url);
});
afterAll(async () => {
  await client.close();
  await vhost.drop();
});

/** A fresh queue with so many messages, `0`, `1`, `2`… */
async function fill(queue: string, count: number): Promise<void> {
  await client.queueDeclare({ queue, durable: true });
  await fillDeclared(queue, count);
}

async function fillDeclared(queue: string, count: number): Promise<void> {
  const publisher = client.createPublisher({ confirm: true });
  await Promise.all(
    Array.from({ length: count }, (_, at) =>
      publisher.send({ routingKey: queue, durable: true }, String(at)),
    ),
  );
  await publisher.close();
}

const bodies = (deliveries: { body: Uint8Array }[]) =>
  deliveries.map(({ body }) => Buffer.from(body).toString());

test('deliveries are numbered from 1, in order, and no more than the prefetch come unacked', async () => {
  await fill('numbered', 30);
  const { connection, session, deliveries, have } = await collect(vhost.url, 'numbered', { prefetch: 10 });
  await have(10);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(deliveries.map(({ seq }) => seq)).toEqual(Array.from({ length: 10 }, (_, at) => at + 1));
  expect(bodies(deliveries)).toEqual(Array.from({ length: 10 }, (_, at) => String(at)));
  expect(session.ackThrough(10)).toBe(true);
  await have(20);
  await connection.close();
});

test('an ack is settled when a delivery proves it: classic and quorum queues give no more than the prefetch beyond it', async () => {
  for (const type of ['classic', 'quorum'] as const) {
    const queue = `proof-${type}`;
    await client.queueDeclare({ queue, durable: true, arguments: { 'x-queue-type': type } });
    await fillDeclared(queue, 30);
    const { connection, session, have } = await collect(vhost.url, queue, { prefetch: 10 });
    await have(10);
    expect(session.settledSeq).toBe(0);
    session.ackThrough(7);
    // Not at once: the ack is under way.
    expect(session.settledSeq).toBe(0);
    await have(17);
    expect(session.settledSeq).toBe(7);
    // basic.qos proves the channel, and no ack.
    session.ackThrough(9);
    expect(await session.prove()).toBe(true);
    expect(session.settledSeq).toBeLessThanOrEqual(9);
    await connection.close();
    expect(await session.prove()).toBe(false);
  }
});

test('on a queue known to be classic a question that follows the acks settles them', async () => {
  await fill('classic-known', 5);
  const connection = await openConnection({ url: vhost.url, name: 'test' });
  const deliveries: unknown[] = [];
  const opening = await openSession({
    connection,
    flow: makeFlow(connection, 1e9),
    queue: 'classic-known',
    prefetch: 10,
    isClassic: true,
    onDelivery: (delivery) => void deliveries.push(delivery),
  });
  if (!opening.ok) throw new Error(opening.end.message);
  await until('all came', async () => deliveries.length === 5);
  opening.session.ackThrough(4);
  expect(opening.session.settledSeq).toBe(0);
  await opening.session.prove();
  expect(opening.session.settledSeq).toBe(4);
  await connection.close();
});

test('what is acked is gone, what is not comes again, flagged', async () => {
  await fill('acked', 10);
  const first = await collect(vhost.url, 'acked');
  await first.have(10);
  expect(first.session.ackThrough(4)).toBe(true);
  // Once more, and an earlier one: nothing happens, where RabbitMQ itself would close the channel.
  expect(first.session.ackThrough(4)).toBe(true);
  expect(first.session.ackThrough(2)).toBe(true);
  await first.session.close();
  expect(await first.session.ended).toMatchObject({ why: 'closed' });
  expect(first.session.ackThrough(10)).toBe(false);
  const second = await collect(vhost.url, 'acked');
  await second.have(6);
  expect(bodies(second.deliveries)).toEqual(['4', '5', '6', '7', '8', '9']);
  expect(second.deliveries.every(({ redelivered, seq }, at) => redelivered && seq === at + 1)).toBe(true);
  await Promise.all([first.connection.close(), second.connection.close()]);
});

test('after a cancel nothing more comes, and what came can still be acked', async () => {
  await fill('cancelled', 20);
  const { connection, session, deliveries, have } = await collect(vhost.url, 'cancelled', { prefetch: 5 });
  await have(5);
  await session.cancel();
  expect(session.ackThrough(5)).toBe(true);
  await session.close();
  await connection.close();
  expect(deliveries.length).toBe(5);
  const rest = await collect(vhost.url, 'cancelled');
  await rest.have(15);
  expect(bodies(rest.deliveries)[0]).toBe('5');
  await rest.connection.close();
});

test('a queue that is missing and one that is another’s are answers, and hurt no other session of the connection', async () => {
  await fill('beside', 1);
  const beside = await collect(vhost.url, 'beside');
  const alone = new Client(vhost.url);
  await alone.queueDeclare({ queue: 'alone', exclusive: true });
  const { connection, flow } = beside;
  const open = (queue: string) =>
    openSession({ connection, flow, queue, prefetch: 1, onDelivery: () => undefined });
  expect(await open('missing')).toMatchObject({ ok: false, end: { why: 'missing', code: 404 } });
  expect(await open('alone')).toMatchObject({ ok: false, end: { why: 'refused', code: 405 } });
  expect(beside.session.ackThrough(1)).toBe(true);
  await beside.session.close();
  await connection.close();
  const again = await collect(vhost.url, 'beside');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(again.deliveries).toEqual([]);
  await Promise.all([again.connection.close(), alone.close()]);
});

test('a queue that is deleted ends its session: cancelled by the broker', async () => {
  await fill('deleted', 3);
  const { connection, session, flow, have } = await collect(vhost.url, 'deleted');
  await have(3);
  await client.queueDelete({ queue: 'deleted' });
  expect(await session.ended).toMatchObject({ why: 'cancelled' });
  await session.close();
  expect(flow.heldBytes).toBe(0);
  expect(connection.isOpen).toBe(true);
  await connection.close();
});

test('a handler that throws ends its session, and the delivery comes again', async () => {
  await fill('thrown', 2);
  const connection = await openConnection({ url: vhost.url, name: 'test' });
  const flow = makeFlow(connection, 1e6);
  const opening = await openSession({
    connection,
    flow,
    queue: 'thrown',
    prefetch: 1,
    onDelivery: () => {
      throw new Error('a bug of ours');
    },
  });
  if (opening.ok)
    expect(await opening.session.ended).toMatchObject({ why: 'channel', message: 'a bug of ours' });
  expect(connection.isOpen).toBe(true);
  await connection.close();
  const again = await collect(vhost.url, 'thrown');
  await again.have(2);
  expect(again.deliveries.map(({ redelivered }) => redelivered)).toEqual([true, false]);
  await again.connection.close();
});

test('a connection that is cut, or closed by an operator, ends its sessions and says why', async () => {
  await fill('cut', 3);
  const cut = await collect(vhost.url, 'cut');
  await cut.have(3);
  lookInside(cut.connection.model).stream.destroy(new Error('cut'));
  expect(await cut.session.ended).toMatchObject({ why: 'connection', message: 'cut' });
  expect(cut.session.ackThrough(3)).toBe(false);
  expect(cut.flow.heldBytes).toBe(0);
  await Promise.all([cut.session.close(), cut.session.cancel()]);

  const closed = await collect(vhost.url, 'cut');
  await vhost.closeConnections('test consumer');
  expect(await closed.session.ended).toMatchObject({ why: 'connection', code: 320 });
  expect(await closed.connection.closed).toMatchObject({ code: 320 });
  const opening = await openSession({ ...closed, queue: 'cut', prefetch: 1, onDelivery: () => undefined });
  expect(opening).toMatchObject({ ok: false, end: { why: 'connection' } });
});
