// Every outcome of a publish, from a real broker.
import { Connection as Client } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookInside } from '#lib/broker/amqplib.ts';
import { openConnection, type Connection } from '#lib/broker/connection.ts';
import { openPublisher, type Publisher } from '#lib/broker/publisher.ts';
import type { Publishing } from '#lib/broker/publishing.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { until } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { entry, properties, shortstr, sized } from '#tests/wire.ts';
import { replayOf } from './sessions.ts';

let vhost: Vhost;
let client: Client;
let connection: Connection;
let publisher: Publisher;
beforeAll(async () => {
  vhost = await makeVhost();
  client = new Client(vhost.url);
  await client.queueDeclare({ queue: 'orders', durable: true });
  connection = await openConnection({ url: vhost.url, name: 'test publisher' });
  publisher = openPublisher(connection);
});
afterAll(async () => {
  await publisher.close();
  await connection.close();
  await client.close();
  await vhost.drop();
});

const outcomeOf = async (publishing: Publishing) => (await publisher.publish(publishing)).outcome;

test('a publish that a queue took is confirmed, and lies there persistent', async () => {
  expect(await publisher.publish(replayOf())).toEqual({ outcome: 'confirmed', detail: null });
  expect(await client.basicGet({ queue: 'orders', noAck: true })).toMatchObject({ durable: true });
});

test('a publish that no queue took is returned, not confirmed, and its neighbours are not mistaken for it', async () => {
  const keys = Array.from({ length: 60 }, (_, at) => (at % 3 === 0 ? 'nobody' : 'orders'));
  const outcomes = await Promise.all(keys.map((routingKey) => outcomeOf(replayOf({ routingKey }))));
  expect(outcomes).toEqual(keys.map((key) => (key === 'nobody' ? 'returned' : 'confirmed')));
  expect(await publisher.publish(replayOf({ routingKey: 'nobody' }))).toEqual({
    outcome: 'returned',
    detail: 'No queue took it: no route (312)',
  });
});

test('a publish that a full queue refused is nacked', async () => {
  const full = { 'x-max-length': 0, 'x-overflow': 'reject-publish' } as const;
  await client.queueDeclare({ queue: 'full', durable: true, arguments: full });
  expect(await outcomeOf(replayOf({ routingKey: 'full' }))).toBe('nacked');
});

test('a publish to a missing exchange is surely refused, and the next ones too: none is unknown', async () => {
  const { outcome, detail } = await publisher.publish(replayOf({ exchange: 'gone' }));
  expect(outcome).toBe('refused');
  expect(detail).toContain("no exchange 'gone'");
  const several = await Promise.all(
    Array.from({ length: 5 }, () => outcomeOf(replayOf({ exchange: 'gone' }))),
  );
  expect(several).toEqual(Array(5).fill('refused'));
});

test('a user id that is not ours and an exchange that is internal are refused, and hurt no other exchange', async () => {
  await client.exchangeDeclare({ exchange: 'inside', type: 'fanout', internal: true });
  await client.exchangeDeclare({ exchange: 'events', type: 'fanout', durable: true });
  await client.queueBind({ queue: 'orders', exchange: 'events' });
  const forged = {
    ...replayOf({ exchange: 'events' }),
    propertyBytes: properties({ userId: shortstr('somebody') }),
  };
  expect((await publisher.publish(forged)).detail).toContain('user_id');
  const [forgedOutcome, inside, beside] = await Promise.all([
    outcomeOf(forged),
    outcomeOf(replayOf({ exchange: 'inside' })),
    outcomeOf(replayOf()),
  ]);
  expect([forgedOutcome, inside, beside]).toEqual(['refused', 'refused', 'confirmed']);
  expect(await outcomeOf(replayOf({ exchange: 'events' }))).toBe('confirmed');
});

test('an exchange that goes away under several publishes leaves them unknown, and the next one is refused', async () => {
  await client.exchangeDeclare({ exchange: 'going', type: 'fanout', durable: true });
  await client.queueBind({ queue: 'orders', exchange: 'going' });
  expect(await outcomeOf(replayOf({ exchange: 'going' }))).toBe('confirmed');
  await client.exchangeDelete({ exchange: 'going' });
  const outcomes = await Promise.all([1, 2, 3].map(() => outcomeOf(replayOf({ exchange: 'going' }))));
  expect(outcomes).toEqual(['unknown', 'unknown', 'unknown']);
  expect(await outcomeOf(replayOf({ exchange: 'going' }))).toBe('refused');
});

test('headers that do not fit one frame are refused before they are sent, naming the size; the largest that fit pass', async () => {
  const table = (bytes: number) =>
    properties({ headers: sized(entry('stack', 'S', sized('x'.repeat(bytes)))) });
  const around = replayOf({ propertyBytes: table(0) }).propertyBytes.length;
  const largest = 131_064 - 12 - around;
  expect(await outcomeOf(replayOf({ propertyBytes: table(largest) }))).toBe('confirmed');
  const { outcome, detail } = await publisher.publish(replayOf({ propertyBytes: table(largest + 1) }));
  expect(outcome).toBe('refused');
  expect(detail).toContain('131053 bytes');
  expect(connection.isOpen).toBe(true);
});

test('a routing key of 255 bytes passes, and one of 256 is refused before it is sent', async () => {
  const routingKey = 'k'.repeat(255);
  await client.queueDeclare({ queue: routingKey, durable: true });
  expect(await outcomeOf(replayOf({ routingKey }))).toBe('confirmed');
  expect(await outcomeOf(replayOf({ routingKey: `${routingKey}k` }))).toBe('refused');
});

test('a body of 64 MB arrives whole, and small ones behind it', async () => {
  await client.queueDeclare({ queue: 'large', durable: true });
  const body = new Uint8Array(64e6).map((_, at) => at % 251);
  const large = replayOf({ routingKey: 'large', body });
  const small = Array.from({ length: 20 }, () => replayOf({ routingKey: 'large' }));
  expect(await Promise.all([large, ...small].map(outcomeOf))).toEqual(Array(21).fill('confirmed'));
  const got = await client.basicGet({ queue: 'large', noAck: true });
  expect(Buffer.compare(got?.body as Buffer, body)).toBe(0);
});

test('an exchange is asked for without hurting anyone: the default one is always there', async () => {
  await client.exchangeDeclare({ exchange: 'asked', type: 'topic', durable: true });
  expect(await publisher.checkExchange('')).toBeNull();
  expect(await publisher.checkExchange('asked')).toBeNull();
  expect(await publisher.checkExchange('missing')).toContain("no exchange 'missing'");
});

test('many exchanges pass through few channels, and idle channels are closed', async () => {
  const own = await openConnection({ url: vhost.url, name: 'test few channels' });
  const few = openPublisher(own, { maxChannels: 3, idleMs: 400 });
  const names = Array.from({ length: 12 }, (_, at) => `fanout-${at}`);
  for (const exchange of names) {
    await client.exchangeDeclare({ exchange, type: 'fanout', durable: true });
    await client.queueBind({ queue: 'orders', exchange });
    expect((await few.publish(replayOf({ exchange }))).outcome).toBe('confirmed');
    expect(countChannels(own)).toBeLessThanOrEqual(4);
  }
  const atOnce = await Promise.all(names.map((exchange) => few.publish(replayOf({ exchange }))));
  expect(atOnce.map(({ outcome }) => outcome)).toEqual(names.map(() => 'confirmed'));
  expect(countChannels(own)).toBeGreaterThanOrEqual(3);
  await until('idle channels are closed', async () => countChannels(own) === 0);
  expect((await few.publish(replayOf())).outcome).toBe('confirmed');
  await few.close();
  expect(await few.publish(replayOf())).toMatchObject({ outcome: 'unsent' });
  await own.close();
});

test('a confirm that does not come in time is unknown; what waited is surely unsent; both within twice the time', async () => {
  const silent = await openConnection({ url: vhost.url, name: 'test silence' });
  const impatient = openPublisher(silent, { confirmTimeoutMs: 500 });
  expect((await impatient.publish(replayOf())).outcome).toBe('confirmed');
  // Nothing is read any more: the confirms stay away, as from a broker that hangs.
  silent.reading.pause();
  const startedAt = Date.now();
  const sent = impatient.publish(replayOf());
  await expect(sent).resolves.toMatchObject({ outcome: 'unknown' });
  const after = await Promise.all([impatient.publish(replayOf()), impatient.publish(replayOf())]);
  silent.reading.resume();
  expect(after.map(({ outcome }) => outcome)).toEqual(['unsent', 'unsent']);
  expect(Date.now() - startedAt).toBeLessThan(2500);
  expect((await impatient.publish(replayOf())).outcome).toBe('confirmed');
  await silent.close();
});

test('with its connection lost a publish in flight is unknown, and a later one surely not sent', async () => {
  const doomed = await openConnection({ url: vhost.url, name: 'test doomed' });
  const last = openPublisher(doomed);
  await last.publish(replayOf());
  doomed.reading.pause();
  const inFlight = last.publish(replayOf());
  await new Promise((resolve) => setTimeout(resolve, 50));
  lookInside(doomed.model).stream.destroy(new Error('cut'));
  expect(await inFlight).toMatchObject({ outcome: 'unknown' });
  expect(await last.publish(replayOf())).toMatchObject({
    outcome: 'unsent',
    detail: 'Not sent: there is no connection to RabbitMQ',
  });
  await last.close();
});

test('the replay id is the last header of what was sent', async () => {
  const replay = replayOf({ propertyBytes: properties({ headers: sized(entry('tenant', 'b', [3])) }) });
  const { headers } = readProperties(replay.propertyBytes);
  expect(Buffer.from(headers ?? []).toString('latin1')).toMatch(
    new RegExp(`x-letterthief-replay-idS.{4}${replay.replayId}$`, 's'),
  );
});

/** Channels that are open on a connection, our own view of it: RabbitMQ's counts come seconds late. */
function countChannels({ model }: Connection): number {
  const { channels } = model.connection as unknown as { channels: unknown[] };
  return channels.filter((channel) => channel !== null).length - 1;
}
