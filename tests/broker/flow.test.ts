// Bytes held are bounded: while they are too many, the socket is not read, and the connection lives.
import { Connection as Client } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookInside } from '#lib/broker/amqplib.ts';
import { weightOf } from '#lib/domain/delivery.ts';
import { until } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { collect } from './sessions.ts';

const mb = 1024 * 1024;
let vhost: Vhost;
beforeAll(async () => {
  vhost = await makeVhost();
  const client = new Client(vhost.url);
  const publisher = client.createPublisher({ confirm: true });
  for (const queue of ['large', 'small', 'beating']) await client.queueDeclare({ queue, durable: true });
  const body = Buffer.alloc(5 * mb, 7);
  for (let sent = 0; sent < 30; sent++) await publisher.send({ routingKey: 'large', durable: true }, body);
  await Promise.all(Array.from({ length: 3000 }, () => publisher.send('small', Buffer.alloc(1000))));
  for (let sent = 0; sent < 8; sent++) await publisher.send('beating', body);
  await publisher.close();
  await client.close();
});
afterAll(() => vhost.drop());

test('thirty letters of 5 MB pass through a bound of 16 MB, and never more than the bound and one letter are held', async () => {
  const { connection, flow, session, deliveries, have } = await collect(vhost.url, 'large', {
    maxHeldBytes: 16 * mb,
  });
  const socket = lookInside(connection.model).stream;
  let mostHeld = 0;
  let mostRead = 0;
  for (let acked = 0; acked < 30; acked++) {
    await have(acked + 1);
    // As many as will come: all that are left, or what the bound lets in.
    await until('no more comes', async () => flow.isPaused || deliveries.length === 30);
    mostHeld = Math.max(mostHeld, flow.heldBytes);
    mostRead = Math.max(mostRead, socket.bytesRead - acked * 5 * mb);
    expect(deliveries.length - acked).toBeLessThanOrEqual(4);
    session.ackThrough(acked + 1);
  }
  expect(mostHeld).toBeGreaterThan(16 * mb);
  expect(mostHeld).toBeLessThan(21 * mb);
  // What is in the buffers between socket and delivery is bounded too.
  expect(mostRead).toBeLessThan(21 * mb);
  expect([flow.heldBytes, flow.isPaused]).toEqual([0, false]);
  await connection.close();
});

test('a bound smaller than any letter lets them pass one by one', async () => {
  const { connection, flow, session, deliveries, have } = await collect(vhost.url, 'small', {
    maxHeldBytes: 10,
  });
  for (let seq = 1; seq <= 50; seq++) {
    await have(seq);
    expect(flow.isPaused).toBe(true);
    expect(flow.heldBytes).toBe(weightOf(deliveries[seq - 1]!));
    expect(deliveries.length).toBe(seq);
    session.ackThrough(seq);
  }
  await session.close();
  await connection.close();
});

test('a session that is closed while its socket is not read gives its bytes back, and the other one reads on', async () => {
  const { connection, flow, session, have } = await collect(vhost.url, 'small', { maxHeldBytes: 5000 });
  await have(4);
  expect(flow.isPaused).toBe(true);
  await session.close();
  expect(await session.ended).toMatchObject({ why: 'closed' });
  expect(flow.heldBytes).toBe(0);
  expect(flow.isPaused).toBe(false);
  await connection.close();
});

test('a connection that is closed while its socket is not read closes in time', async () => {
  const { connection, session, have } = await collect(vhost.url, 'small', { maxHeldBytes: 5000 });
  await have(4);
  const startedAt = Date.now();
  await connection.close();
  expect(Date.now() - startedAt).toBeLessThan(2000);
  expect(await session.ended).toMatchObject({ why: 'connection', message: 'closed by us' });
});

test('a connection lives through a pause of many heartbeats on both sides, and its letters can be acked then', async () => {
  const { connection, flow, session, deliveries, have } = await collect(
    `${vhost.url}?heartbeat=1`,
    'beating',
    {
      maxHeldBytes: 6 * mb,
    },
  );
  await have(2);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  expect(flow.isPaused).toBe(true);
  expect(connection.isOpen).toBe(true);
  for (let seq = 1; seq <= 8; seq++) {
    await have(seq);
    expect(session.ackThrough(seq)).toBe(true);
  }
  expect(deliveries.some(({ redelivered }) => redelivered)).toBe(false);
  await session.close();
  await connection.close();
  const again = await collect(vhost.url, 'beating');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(again.deliveries).toEqual([]);
  await again.connection.close();
});

test('a broker that dies during a pause is noticed', async () => {
  const { connection, session, have } = await collect(`${vhost.url}?heartbeat=1`, 'small', {
    maxHeldBytes: 10,
  });
  await have(1);
  // A machine that is busy may miss its heartbeats first: then there is no such connection any more.
  await Promise.race([vhost.closeConnections('test consumer'), session.ended]);
  expect(await session.ended).toMatchObject({ why: 'connection' });
  await connection.closed;
});
