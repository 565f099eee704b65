// From the wire to a delivery and back to the wire, byte for byte, seen by another client too.
import { Connection as Client, type AsyncMessage } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConnection, type Connection } from '#lib/broker/connection.ts';
import { openPublisher } from '#lib/broker/publisher.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { asQueued } from '#tests/raw-table.ts';
import { makeVhost, readBrokerMajor, type Vhost } from '#tests/vhost.ts';
import { double, entry, float, joinBytes, properties, shortstr, sized, uint, utf8 } from '#tests/wire.ts';
import { collect, replayOf, us } from './sessions.ts';

let vhost: Vhost;
let client: Client;
let connection: Connection;
let brokerMajor: number;
beforeAll(async () => {
  vhost = await makeVhost();
  brokerMajor = await readBrokerMajor();
  client = new Client(vhost.url);
  connection = await openConnection({ url: vhost.url, name: 'test publisher' });
  await client.queueDeclare({ queue: 'orders', durable: true });
});
afterAll(async () => {
  await connection.close();
  await client.close();
  await vhost.drop();
});

const everyType = joinBytes(
  entry('bool', 't', [1]),
  entry('int8', 'b', uint(1, 0xff)),
  entry('uint8', 'B', uint(1, 200)),
  entry('int16', 's', uint(2, 0x8000)),
  entry('uint16', 'u', uint(2, 65_535)),
  entry('int32', 'I', uint(4, 5)),
  entry('uint32', 'i', uint(4, 0xffffffff)),
  entry('int64', 'l', uint(8, 5)),
  entry('int64 by its other tag', 'L', uint(8, 2n ** 62n + 1n)),
  entry('float', 'f', float(0.1)),
  entry('double', 'd', double(0.1)),
  entry('decimal', 'D', joinBytes([2], uint(4, 123))),
  entry('text', 'S', sized('Grüße')),
  entry('not UTF-8', 'S', sized(Uint8Array.of(0xff, 0xfe, 0x80))),
  entry('bytes', 'x', sized(Uint8Array.of(0, 1, 2))),
  entry('time', 'T', uint(8, 2n ** 64n - 1n)),
  entry('void', 'V'),
  entry('array', 'A', sized(joinBytes(utf8('b'), [1], utf8('S'), sized('two')))),
  entry('table', 'F', sized(joinBytes(entry('twice', 'b', [1]), entry('twice', 'b', [2])))),
  entry('twice', 'b', [1]),
  entry('twice', 'b', [2]),
  entry('', 'S', sized('no name')),
  entry('__proto__', 'S', sized('x')),
  entry(Uint8Array.of(0x61, 0xff), 'V'),
);

const everyProperty = properties({
  contentType: shortstr('application/json'),
  contentEncoding: shortstr(Uint8Array.of(0xff, 0xfe)),
  headers: sized(everyType),
  priority: uint(1, 9),
  correlationId: shortstr('c-1'),
  replyTo: shortstr('answers'),
  messageId: shortstr('m-1'),
  timestamp: uint(8, 2n ** 64n - 1n),
  type: shortstr('order.placed'),
  userId: shortstr(us),
  appId: shortstr('shop'),
  clusterId: shortstr('c'),
});

async function sendAndReceive(
  given: Parameters<typeof replayOf>[0],
  queue = 'orders',
): Promise<[Uint8Array, Delivery]> {
  const publisher = openPublisher(connection);
  const replay = replayOf(given);
  expect(await publisher.publish(replay)).toEqual({ outcome: 'confirmed', detail: null });
  await publisher.close();
  const receiver = await collect(vhost.url, queue);
  await receiver.have(1);
  receiver.session.ackThrough(1);
  await receiver.session.close();
  await receiver.connection.close();
  return [replay.propertyBytes, receiver.deliveries[0]!];
}

test('every type of header and every property arrive as the bytes that were sent', async () => {
  const [sent, delivery] = await sendAndReceive({ propertyBytes: everyProperty });
  const { headers: sentHeaders } = readProperties(sent);
  expect(Buffer.compare(sentHeaders!.subarray(0, everyType.length), everyType)).toBe(0);
  expect(Buffer.compare(delivery.propertyBytes, asQueued(sent, brokerMajor))).toBe(0);
  const { headers } = readProperties(delivery.propertyBytes);
  expect(readFieldTable(headers!).find(({ name }) => name.startsWith('int64 by'))?.value).toBe(
    `${2n ** 62n + 1n}`,
  );
});

test('no properties at all, and an empty body, arrive', async () => {
  const publisher = openPublisher(connection);
  const bare = { ...replayOf({ body: new Uint8Array() }), propertyBytes: properties({}) };
  expect((await publisher.publish(bare)).outcome).toBe('confirmed');
  await publisher.close();
  const { connection: own, session, deliveries, have } = await collect(vhost.url, 'orders');
  await have(1);
  session.ackThrough(1);
  await session.close();
  await own.close();
  expect(deliveries[0]).toMatchObject({
    seq: 1,
    redelivered: false,
    propertyBytes: Buffer.of(0, 0),
    body: Buffer.alloc(0),
  });
});

test('a header table of 100 KB arrives', async () => {
  const table = joinBytes(
    ...Array.from({ length: 100 }, (_, at) => entry(`h${at}`, 'S', sized('x'.repeat(1000)))),
  );
  const [sent, delivery] = await sendAndReceive({ propertyBytes: properties({ headers: sized(table) }) });
  expect(Buffer.compare(delivery.propertyBytes, asQueued(sent, brokerMajor))).toBe(0);
});

test('a routing key that is not UTF-8 goes and comes as its bytes', async () => {
  await client.exchangeDeclare({ exchange: 'events', type: 'fanout', durable: true });
  await client.queueBind({ queue: 'orders', exchange: 'events' });
  const routingKey = Uint8Array.of(0x61, 0xff, 0x00, 0xc3);
  const [, delivery] = await sendAndReceive({ exchange: 'events', routingKey });
  expect(Buffer.from(delivery.routingKey)).toEqual(Buffer.from(routingKey));
  expect(Buffer.from(delivery.exchange).toString()).toBe('events');
});

test.each([0, 1, 131_064, 131_065, 300_000, 10_000_000])('a body of %i bytes arrives whole', async (size) => {
  const body = new Uint8Array(size).map((_, at) => at % 251);
  const [, delivery] = await sendAndReceive({ body });
  expect(Buffer.compare(delivery.body, body)).toBe(0);
});

test('a small letter keeps no more memory than its own', async () => {
  const [, { body, propertyBytes, routingKey }] = await sendAndReceive({ body: new Uint8Array(5000) });
  expect(body.buffer.byteLength).toBe(5000);
  // Node's pool of small buffers.
  expect(propertyBytes.buffer.byteLength).toBeLessThanOrEqual(65_536);
  expect(routingKey.buffer.byteLength).toBeLessThanOrEqual(65_536);
});

test('a letter that died at another client’s hands and is tried again is there as that client knows it', async () => {
  await client.exchangeDeclare({ exchange: 'dead', type: 'fanout', durable: true });
  await client.queueDeclare({ queue: 'graveyard', durable: true });
  await client.queueBind({ queue: 'graveyard', exchange: 'dead' });
  await client.queueDeclare({
    queue: 'shipping',
    durable: true,
    arguments: { 'x-dead-letter-exchange': 'dead' },
  });
  await client.queueBind({ queue: 'shipping', exchange: 'amq.topic', routingKey: 'order.*' });
  const headers = {
    tenant: 'a',
    tries: 3,
    ratio: 0.5,
    flags: [true, null],
    nested: { deep: 'x' },
    at: new Date(1_700_000_000_000),
  };
  const told = {
    contentType: 'application/json',
    correlationId: 'c-9',
    messageId: 'm-9',
    timestamp: 1_700_000_000,
    priority: 4,
    appId: 'shop',
    type: 'order.placed',
  };
  const publisher = client.createPublisher({ confirm: true });
  await publisher.send(
    { exchange: 'amq.topic', routingKey: 'order.placed', ...told, headers, expiration: '60000' },
    '{"order":1}',
  );
  await publisher.close();

  const seen: AsyncMessage[] = [];
  const consumer = client.createConsumer(
    { queue: 'shipping', queueOptions: { passive: true }, requeue: false },
    async (message) => {
      seen.push(message);
      if (seen.length === 1) throw new Error('not today');
    },
  );
  consumer.on('error', () => undefined);
  const graveyard = await collect(vhost.url, 'graveyard');
  await graveyard.have(1);
  const [letter] = graveyard.deliveries;
  expect(readFieldTable(readProperties(letter!.propertyBytes).headers!).map(({ name }) => name)).toContain(
    'x-death',
  );

  const replay = replayOf({
    exchange: 'amq.topic',
    routingKey: 'order.placed',
    propertyBytes: letter!.propertyBytes,
    body: letter!.body,
  });
  const ours = openPublisher(connection);
  expect((await ours.publish(replay)).outcome).toBe('confirmed');
  await expect.poll(() => seen.length).toBe(2);
  const [first, again] = seen;
  const { durable: _, expiration, headers: firstHeaders, ...kept } = pick(first!);
  expect(expiration).toBe('60000');
  expect(pick(again!)).toEqual({
    ...kept,
    durable: true,
    expiration: undefined,
    headers: { ...firstHeaders, 'x-letterthief-replay-id': replay.replayId },
  });
  await consumer.close();
  await graveyard.connection.close();
});

function pick(message: AsyncMessage) {
  const {
    body,
    headers,
    durable,
    expiration,
    contentType,
    contentEncoding,
    correlationId,
    messageId,
    timestamp,
    priority,
    appId,
    type,
    exchange,
    routingKey,
  } = message;
  return {
    body,
    headers,
    durable,
    expiration,
    contentType,
    contentEncoding,
    correlationId,
    messageId,
    timestamp,
    priority,
    appId,
    type,
    exchange,
    routingKey,
  };
}
