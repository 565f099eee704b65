// RabbitMQ closes a connection whose socket takes nothing for 30 s: a store that is slow for longer must not make it deliver all again.
import { Connection as Client } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { collect } from './sessions.ts';

const mb = 1024 * 1024;
let vhost: Vhost;
beforeAll(async () => {
  vhost = await makeVhost();
  const client = new Client(vhost.url);
  const publisher = client.createPublisher({ confirm: true });
  await client.queueDeclare({ queue: 'large', durable: true });
  for (let sent = 0; sent < 20; sent++) await publisher.send('large', Buffer.alloc(5 * mb, 7));
  await publisher.close();
  await client.close();
});
afterAll(() => vhost.drop());

test('a connection lives through 35 s without an ack, and holds half as much again as its bound at most', async () => {
  const maxHeldBytes = 30 * mb;
  const { connection, flow, session, deliveries, have } = await collect(vhost.url, 'large', { maxHeldBytes });
  await have(6);
  await new Promise((resolve) => setTimeout(resolve, 35_000));
  expect(connection.isOpen).toBe(true);
  expect(flow.isPaused).toBe(true);
  expect(flow.heldBytes).toBeLessThan(1.5 * maxHeldBytes + 5 * mb);
  for (let seq = 1; seq <= 20; seq++) {
    await have(seq);
    expect(session.ackThrough(seq)).toBe(true);
  }
  expect(deliveries.some(({ redelivered }) => redelivered)).toBe(false);
  expect([flow.heldBytes, flow.isPaused, connection.isOpen]).toEqual([0, false, true]);
  await connection.close();
}, 60_000);
