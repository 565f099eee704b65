// Replays on a real broker: what becomes of each, and of its neighbours.
import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReplayStage } from '#lib/domain/dead-letter.ts';
import type { ReplayTo } from '#lib/domain/replay-request.ts';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { requestReplays } from '#lib/store/replays.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { delivery, openTestSession, person, text, type TestSession } from '#tests/letters.ts';
import { conventionLetters } from '#tests/domain/convention-letters.ts';
import { until } from '#tests/processes.ts';
import { entry, joinBytes } from '#tests/wire.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { startTestWorker, type TestWorker } from '#tests/worker-in-process.ts';

let database: TestDatabase;
let vhost: Vhost;
let client: Connection;
let session: TestSession;
let workers: TestWorker[];
beforeAll(async () => {
  [database, vhost] = await Promise.all([makeDatabase(), makeVhost()]);
  client = new Connection(vhost.url);
  client.on('error', () => undefined);
  await client.exchangeDeclare({ exchange: 'orders', type: 'topic', durable: true });
  await client.queueDeclare({ queue: 'taken', durable: true });
  await client.queueBind({ exchange: 'orders', queue: 'taken', routingKey: 'order.#' });
  await client.queueDeclare({
    queue: 'full',
    durable: true,
    arguments: { 'x-max-length': 1, 'x-overflow': 'reject-publish' },
  });
  workers = await Promise.all([
    startTestWorker({ AMQP_URL: vhost.url }),
    startTestWorker({ AMQP_URL: vhost.url }),
  ]);
  session = await openTestSession();
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await client.close();
  await vhost.drop();
  await database.drop();
});

/** Stores letters, newest last. */
async function letters(count: number, told: Parameters<typeof delivery>[0] = {}): Promise<string[]> {
  await session.store(...Array.from({ length: count }, () => delivery(told)));
  return (await listDeadLetters(person, { limit: count })).items.map(({ id }) => id).toReversed();
}

async function outcomesOf(ids: string[], to: ReplayTo): Promise<Map<ReplayStage, number>> {
  await requestReplays(person, { deadLetterIds: ids, to });
  return settled(ids);
}

async function settled(ids: string[]): Promise<Map<ReplayStage, number>> {
  const stages = () =>
    database.query<{ stage: ReplayStage; count: number }>(
      `SELECT stage, count(*)::int AS count FROM (SELECT DISTINCT ON (dead_letter_id) * FROM replay
       WHERE dead_letter_id = ANY($1) ORDER BY dead_letter_id, id DESC) latest GROUP BY stage`,
      [ids],
    );
  await until('all are settled', async () =>
    (await stages()).every(({ stage }) => !['asked', 'claimed', 'publishing'].includes(stage)),
  );
  return new Map((await stages()).map(({ stage, count }) => [stage, count]));
}

const depth = async (queue: string) => (await client.queueDeclare({ queue, passive: true })).messageCount;

test('among many replays a missing exchange, an unroutable key and a full queue fail only their own', async () => {
  await client.queuePurge('taken');
  const publisher = client.createPublisher({ confirm: true });
  await publisher.send({ routingKey: 'full' }, 'x');
  await publisher.close();
  const ids = await letters(200);
  const asks: [string[], ReplayTo][] = [
    [ids.slice(0, 170), { kind: 'origin' }],
    [ids.slice(170, 180), { kind: 'exchange', exchange: 'gone', routingKey: 'x' }],
    [ids.slice(180, 190), { kind: 'exchange', exchange: 'orders', routingKey: 'nobody.listens' }],
    [ids.slice(190), { kind: 'exchange', exchange: '', routingKey: 'full' }],
  ];
  for (const [deadLetterIds, to] of asks) await requestReplays(person, { deadLetterIds, to });
  expect(await settled(ids)).toEqual(
    new Map([
      ['confirmed', 170],
      ['refused', 10],
      ['returned', 10],
      ['nacked', 10],
    ]),
  );
  expect(await depth('taken')).toBe(170);
  const refused = await readDeadLetter(person, ids[175]!);
  expect(refused).toMatchObject({ status: 'open', lastOutcome: 'refused' });
  expect(refused.replays[0]!.detail).toContain("no exchange 'gone'");
  expect((await readDeadLetter(person, ids[185]!)).replays[0]!.detail).toContain('no route');
});

test('what a replay leaves out is written down', async () => {
  const [id] = await letters(1);
  await outcomesOf([id!], { kind: 'origin' });
  expect((await readDeadLetter(person, id!)).replays[0]!.dropped).toEqual(['header x-death']);
});

test('a body is changed where its framework counts in it only when that was asked, and in that one value', async () => {
  await client.queuePurge('taken');
  const body = '{"queue_name":"q","actor_name":"pay",  "args":[9007199254740993],"options":{"retries":4}}';
  const [id] = await letters(1, { body });
  expect((await readDeadLetter(person, id!)).understood).toMatchObject({
    convention: 'Dramatiq',
    bodyChange: 'options.retries set to 0 in the body',
  });
  const to = { kind: 'exchange', exchange: 'orders', routingKey: 'order.placed' } as const;
  for (const amendBody of [false, true]) {
    await requestReplays(person, { deadLetterIds: [id!], to, amendBody });
    await settled([id!]);
    const taken = await client.basicGet('taken');
    expect(Buffer.from(taken!.body as Buffer).toString()).toBe(
      amendBody ? body.replace('"retries":4', '"retries":0') : body,
    );
    const said = (await readDeadLetter(person, id!)).replays[0]!.dropped;
    expect(said.includes('options.retries set to 0 in the body')).toBe(amendBody);
  }
});

test('of an error message with another one inside, what is inside is sent, where that one went', async () => {
  await client.queuePurge('taken');
  const { letter } = conventionLetters.find(({ name }) => name === 'EasyNetQ, first')!;
  await session.store({ ...letter, seq: delivery().seq });
  const { id } = (await listDeadLetters(person, { limit: 1 })).items[0]!;
  expect(await outcomesOf([id], { kind: 'origin' })).toEqual(new Map([['confirmed', 1]]));
  const message = await client.basicGet('taken');
  // rabbitmq-client reads a body by its content type: here it has none.
  expect(String(message!.body)).toBe('{"order":1}');
  expect(message!.type).toBe('Shop.OrderPlaced, Shop');
  expect((await readDeadLetter(person, id)).replays[0]!.dropped).toEqual([
    'EasyNetQ’s error message around it',
  ]);
});

test('one whose inside cannot be read is refused: the error message itself is never sent', async () => {
  const { letter } = conventionLetters.find(({ name }) => name === 'EasyNetQ, first')!;
  await session.store({ ...letter, seq: delivery().seq });
  const { id } = (await listDeadLetters(person, { limit: 1 })).items[0]!;
  await database.query(`UPDATE dead_letter SET body = 'bent' WHERE id = $1`, [id]);
  expect(await outcomesOf([id], { kind: 'origin' })).toEqual(new Map([['refused', 1]]));
});

test('a body of 5 MB, stored in parts, is published whole', async () => {
  await client.queuePurge('taken');
  const body = new Uint8Array(5_000_000).map((_, at) => (at * 31) % 251);
  const [id] = await letters(1, { body });
  expect(await outcomesOf([id!], { kind: 'origin' })).toEqual(new Map([['confirmed', 1]]));
  const message = await client.basicGet('taken');
  expect(Buffer.compare(message!.body as Buffer, body)).toBe(0);
});

test('headers that fit no frame are refused before they are sent, and the neighbours pass', async () => {
  const [large] = await letters(1, { headers: text('huge', 'x'.repeat(140_000)) });
  const [small] = await letters(1);
  const to = { kind: 'exchange', exchange: 'orders', routingKey: 'order.x' } as const;
  expect(await outcomesOf([large!, small!], to)).toEqual(
    new Map([
      ['refused', 1],
      ['confirmed', 1],
    ]),
  );
  expect((await readDeadLetter(person, large!)).replays[0]!.detail).toContain('one frame');
});

test('headers that RabbitMQ cannot parse are refused before they are sent: they would end the connection for all', async () => {
  const [bad] = await letters(1, { headers: entry('odd', '?', [1, 2]) });
  const good = await letters(20);
  const to = { kind: 'exchange', exchange: 'orders', routingKey: 'order.x' } as const;
  expect(await outcomesOf([bad!, ...good], to)).toEqual(
    new Map([
      ['refused', 1],
      ['confirmed', 20],
    ]),
  );
  expect((await readDeadLetter(person, bad!)).replays[0]!.detail).toContain('odd');
});

test('headers that stand in the way are named before anybody asks, and a replay without them passes', async () => {
  await client.queuePurge('taken');
  const headers = joinBytes(
    text('kept', 'yes'),
    text('huge', 'x'.repeat(140_000)),
    entry('odd', '?', [1, 2]),
  );
  const [id] = await letters(1, { headers });
  expect((await readDeadLetter(person, id!)).obstacles).toEqual([
    { label: 'odd', why: 'unreadable', bytes: null },
    { label: 'huge', why: 'too big', bytes: 140_010 },
  ]);
  const to = { kind: 'exchange', exchange: 'orders', routingKey: 'order.x' } as const;
  await requestReplays(person, { deadLetterIds: [id!], to, leaveOutHeaders: ['huge'] });
  expect(await settled([id!])).toEqual(new Map([['refused', 1]]));
  await requestReplays(person, { deadLetterIds: [id!], to, leaveOutHeaders: ['huge', 'odd'] });
  expect(await settled([id!])).toEqual(new Map([['confirmed', 1]]));
  const [replay] = (await readDeadLetter(person, id!)).replays;
  expect(replay!.dropped).toEqual(['header huge', 'header odd, which cannot be read, and all behind it']);
  const message = await client.basicGet('taken');
  expect(Object.keys(message!.headers ?? {})).toEqual(['kept', 'x-letterthief-replay-id']);
});

test('what is asked while the broker is away waits, and is done when it is back', async () => {
  const [id] = await letters(1);
  // Each worker drains by one connection and publishes by another; the list is some seconds old.
  await until('the broker lists all connections', async () => (await vhost.list('connections')).length === 5);
  for (const { name } of await vhost.list('connections')) await vhost.closeConnection(name);
  expect(await outcomesOf([id!], { kind: 'origin' })).toEqual(new Map([['confirmed', 1]]));
});
