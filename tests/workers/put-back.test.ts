// Letters that are put back into their dead-letter queue, on a real broker: as they were, and only while nobody drains it.
import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeadLetterSummary, Header } from '#lib/domain/dead-letter.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { tellStory } from '#lib/domain/letter-story.ts';
import { runRequest } from '#lib/domain/run-request.ts';
import { runWhys } from '#lib/domain/run-words.ts';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { pauseQueue, resumeQueue } from '#lib/store/pauses.ts';
import { listQueues } from '#lib/store/queues.ts';
import { claimReplays } from '#lib/store/replay-claims.ts';
import { moveReplays } from '#lib/store/replay-work.ts';
import { startRun } from '#lib/store/run-moves.ts';
import { planRun } from '#lib/store/run-plan.ts';
import { readRun } from '#lib/store/runs.ts';
import { requestReplays } from '#lib/store/replays.ts';
import { collect, us } from '#tests/broker/sessions.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { conventionLetters } from '#tests/domain/convention-letters.ts';
import {
  deathIn,
  delivery,
  openTestSession,
  person,
  text,
  worker,
  type TestSession,
} from '#tests/letters.ts';
import { until } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { startTestWorker, type TestWorker } from '#tests/worker-in-process.ts';
import { entry, joinBytes, properties, shortstr, sized, uint, utf8 } from '#tests/wire.ts';

const back = { kind: 'dead_letter_queue' } as const;
let database: TestDatabase;
let vhost: Vhost;
let client: Connection;
let session: TestSession;
let workers: TestWorker[] = [];
beforeAll(async () => {
  [database, vhost] = await Promise.all([makeDatabase(), makeVhost()]);
  client = new Connection(vhost.url);
  await client.queueDeclare({ queue: 'letterthief', durable: true });
  await client.queueDeclare({
    queue: 'dead.quorum',
    durable: true,
    arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 20 },
  });
  await client.queueDeclare({
    queue: 'orders.billing',
    durable: true,
    arguments: { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'letterthief' },
  });
  const start = () =>
    startTestWorker({ AMQP_URL: vhost.url, DEAD_LETTER_QUEUES: 'letterthief,dead.quorum,gone' });
  workers = [await start(), await start()];
  session = await openTestSession();
  // It drains nothing: no pause waits for it.
  await database.query(`UPDATE session SET queue = 'nowhere' WHERE id = $1`, [session.sessionId]);
  await until('they drain', async () => (await consumers('letterthief')) === 2);
});
afterAll(async () => {
  await Promise.all(workers.map((one) => one.stop()));
  await client.close();
  await vhost.drop();
  await database.drop();
});

const consumers = async (queue: string) =>
  (await client.queueDeclare({ queue, passive: true })).consumerCount;
const depth = async (queue: string) => (await client.queueDeclare({ queue, passive: true })).messageCount;
const stageOf = async (id: string) => (await readDeadLetter(person, id)).replays[0]?.stage;
const newest = async () => (await listDeadLetters(person, { limit: 1 })).items[0]!;

async function pause(queue: string): Promise<void> {
  await pauseQueue(person, queue, {});
  const isOver = async () =>
    (await listQueues(person)).find(({ name }) => name === queue)?.paused?.isUnderWay === false;
  await until(`${queue} is left alone`, isOver);
}

const resume = (queue: string) => resumeQueue(person, queue, {});

/** Stores a letter as if it had been drained from a queue. */
async function store(queue: string, propertyBytes: Uint8Array, body = 'an order'): Promise<string> {
  await session.store({ ...delivery({ body, queue }), propertyBytes });
  await database.query(`UPDATE dead_letter SET dead_letter_queue = $1 WHERE id = $2`, [
    queue,
    (await newest()).id,
  ]);
  return (await newest()).id;
}

/** All that lies in a queue, taken out as the wire has it. */
async function takeAll(queue: string, count: number) {
  const { connection, deliveries, have, session: consuming } = await collect(vhost.url, queue);
  await have(count);
  consuming.ackThrough(deliveries.length);
  await consuming.close();
  await connection.close();
  return deliveries;
}

/** As a consumer of orders.billing does that fails. x-death tells of whole seconds: the next one has begun. */
async function rejectOne(): Promise<void> {
  const second = Math.floor(Date.now() / 1000);
  await until('another second', async () => Math.floor(Date.now() / 1000) > second);
  const channel = await client.acquire();
  let message = await channel.basicGet({ queue: 'orders.billing' });
  await until('it is there', async () => {
    message ??= await channel.basicGet({ queue: 'orders.billing' });
    return message !== undefined;
  });
  channel.basicNack({ deliveryTag: message!.deliveryTag, requeue: false });
  await channel.close();
}

const headerBytes = (propertyBytes: Uint8Array) => readProperties(propertyBytes).headers ?? new Uint8Array();
const ours = (id: string) => entry('x-letterthief-replay-id', 'S', sized(id));

test('a letter goes back byte for byte but for CC and BCC, with all that tells of its death, and with our id', async () => {
  // By their names, as RabbitMQ 4 sorts them whenever a message is published.
  const odd = [
    entry('big', 'l', uint(8, 2n ** 63n - 1n)),
    entry('nested', 'F', sized(joinBytes(entry('', 'V'), entry('at', 'T', uint(8, 1))))),
    entry('small', 'b', [5]),
    entry('tenant', 'S', sized(Uint8Array.of(0xff, 0xfe))),
    deathIn('orders.billing', { count: 3 }),
    entry('x-exception-message', 'S', sized('no')),
    entry('x-first-death-queue', 'S', sized('orders.billing')),
  ];
  const copies = [
    entry('CC', 'A', sized(joinBytes(utf8('S'), sized('dead.quorum')))),
    text('x-letterthief-replay-id', 'of another'),
  ];
  const kept = {
    contentType: shortstr('application/json'),
    priority: uint(1, 7),
    correlationId: shortstr(Uint8Array.of(0xff)),
    messageId: shortstr('m-1'),
    timestamp: uint(8, 1_795_255_200),
    type: shortstr('order.placed'),
    userId: shortstr(us),
    appId: shortstr('checkout'),
  };
  const lost = { expiration: shortstr('1'), replyTo: shortstr('amq.rabbitmq.reply-to.g1h2AA') };
  const headers = joinBytes(...odd.slice(0, 4), ...copies, ...odd.slice(4));
  const id = await store('letterthief', properties({ ...kept, ...lost, headers: sized(headers) }));
  await pause('letterthief');
  const [replay] = await requestReplays(person, {
    deadLetterIds: [id],
    to: back,
    reason: 'for the other team',
  });
  expect(replay).toMatchObject({ toKind: 'dead_letter_queue', exchange: '', routingKey: 'letterthief' });
  await until('it is back', async () => (await stageOf(id)) === 'confirmed');
  const [message] = await takeAll('letterthief', 1);
  const sent = properties({
    ...kept,
    headers: sized(joinBytes(...odd, ours(replay!.id))),
    deliveryMode: uint(1, 2),
  });
  expect(Buffer.from(message!.propertyBytes).toString('hex')).toBe(Buffer.from(sent).toString('hex'));
  expect(Buffer.from(message!.body).toString()).toBe('an order');
  expect(await depth('dead.quorum')).toBe(0);
  expect((await readDeadLetter(person, id)).replays[0]!.dropped).toEqual([
    'header CC',
    'header x-letterthief-replay-id',
    'expiration',
    'reply_to',
  ]);
  await resume('letterthief');
});

test('a framework’s error message goes back whole, and what another user sent without their name', async () => {
  await pause('letterthief');
  const { letter } = conventionLetters.find(({ name }) => name === 'EasyNetQ, first')!;
  await session.store({ ...letter, queue: 'letterthief', seq: delivery().seq });
  const { id } = await newest();
  await database.query(`UPDATE dead_letter SET dead_letter_queue = 'letterthief' WHERE id = $1`, [id]);
  const stranger = await store('letterthief', properties({ userId: shortstr('somebody else') }));
  await requestReplays(person, { deadLetterIds: [id, stranger], to: back });
  await until('both are back', async () => (await depth('letterthief')) === 2);
  const messages = await takeAll('letterthief', 2);
  const bodies = messages.map(({ body }) => Buffer.from(body).toString('hex'));
  expect(bodies).toContain(Buffer.from(letter.body).toString('hex'));
  expect((await readDeadLetter(person, stranger)).replays[0]!.dropped).toEqual(['user_id (somebody else)']);
  await resume('letterthief');
});

test('a quorum queue takes it too; what it counts there is its own', async () => {
  const headers = joinBytes(text('x-delivery-count', 'nine'), deathIn('orders.billing'), text('tenant', 'a'));
  const id = await store('dead.quorum', properties({ headers: sized(headers) }));
  await pause('dead.quorum');
  const [replay] = await requestReplays(person, { deadLetterIds: [id], to: back });
  await until('it is back', async () => (await depth('dead.quorum')) === 1);
  const [message] = await takeAll('dead.quorum', 1);
  const now = headerBytes(message!.propertyBytes);
  for (const one of [deathIn('orders.billing'), text('tenant', 'a'), ours(replay!.id)])
    expect(Buffer.from(now).includes(Buffer.from(one))).toBe(true);
  await resume('dead.quorum');
});

test('drained again it is a new letter that was put back, and did not come back failing', async () => {
  const sending = client.createPublisher({ confirm: true });
  await sending.send({ routingKey: 'orders.billing', durable: true, headers: { tenant: 'a' } }, 'by nature');
  await sending.close();
  await rejectOne();
  const isStored = ({ sourceQueue, deadLetterQueue }: DeadLetterSummary) =>
    sourceQueue === 'orders.billing' && deadLetterQueue === 'letterthief';
  await until('it is stored', async () => isStored(await newest()));
  const first = await newest();
  await pause('letterthief');
  await requestReplays(person, { deadLetterIds: [first.id], to: back });
  await until('it is back', async () => (await depth('letterthief')) === 1);
  await resume('letterthief');
  await until('it is drained again', async () => (await newest()).cameFrom?.deadLetterId === first.id);
  const again = await readDeadLetter(person, (await newest()).id);
  expect(again).toMatchObject({
    status: 'open',
    sourceQueue: 'orders.billing',
    deaths: first.deaths,
    cameFrom: { isSameQueue: false, wasPutBack: true },
  });
  expect(tellStory(again).map(({ title }) => title)).toContain('Was put back');
  expect(tellStory(again).map(({ title }) => title)).not.toContain('Died again');
  const earlier = await readDeadLetter(person, first.id);
  expect(earlier.status).toBe('replayed');
  expect(earlier.cameBack).toMatchObject([{ id: again.id, isSameQueue: false, wasPutBack: true }]);
  expect(tellStory(earlier).map(({ title }) => title)).toEqual(
    expect.arrayContaining(['Put back', 'Came in again']),
  );
  const named = (headers: Header[], name: string) => headers.find((one) => one.name === name);
  expect(named(again.headers, 'x-death')).toEqual(named(first.headers, 'x-death'));
});

test('of one that was put back, moved to its source queue by hand, and died there anew, it says that it came back', async () => {
  const first = await newest();
  await pause('letterthief');
  await requestReplays(person, { deadLetterIds: [first.id], to: back });
  await until('it is back', async () => (await depth('letterthief')) === 1);
  const channel = await client.acquire();
  const message = await channel.basicGet({ queue: 'letterthief', noAck: true });
  await channel.basicPublish(
    { routingKey: 'orders.billing', headers: message!.headers ?? {} },
    message!.body,
  );
  await rejectOne();
  await channel.close();
  await resume('letterthief');
  await until('it is stored', async () => (await newest()).cameFrom?.deadLetterId === first.id);
  expect((await newest()).cameFrom).toMatchObject({ isSameQueue: true });
  expect((await newest()).cameFrom).not.toHaveProperty('wasPutBack');
  expect((await readDeadLetter(person, first.id)).cameBack).toMatchObject([{ isSameQueue: true }]);
});

test('a run puts back what can be: the others are counted and named, and what is drained again has not come back', async () => {
  const there = await store('dead.quorum', properties({}), 'not paused');
  const here = [];
  for (const body of ['one', 'two', 'three']) here.push(await store('letterthief', properties({}), body));
  await pause('letterthief');
  const asked = runRequest.parse({ deadLetterIds: [there, ...here], to: back, rate: 'unlimited' });
  const { id, plan } = await planRun(person, asked, { needsReason: false });
  expect(plan).toMatchObject({
    letters: 3,
    destinations: [{ exchange: '', routingKey: 'letterthief', letters: 3 }],
    leftOut: [{ why: runWhys.drained, letters: 1 }],
  });
  await startRun(person, id);
  await until('it is done', async () => (await readRun(person, id)).state === 'done');
  expect((await readRun(person, id)).letters).toMatchObject({ confirmed: 3, leftOut: 1, cameBack: 0 });
  expect(await depth('letterthief')).toBe(3);
  await resume('letterthief');
  const again = async () => (await listDeadLetters(person, { limit: 3 })).items;
  await until('all are drained again', async () =>
    (await again()).every(({ cameFrom }) => cameFrom !== null),
  );
  expect((await again()).every(({ cameFrom }) => cameFrom!.wasPutBack)).toBe(true);
  expect((await readRun(person, id)).letters.cameBack).toBe(0);
});

test('nothing is put back into a queue that is drained: it is refused when asked, naming the letters', async () => {
  const here = await store('letterthief', properties({}));
  const there = await store('dead.quorum', properties({}));
  await pause('letterthief');
  const asking = requestReplays(person, { deadLetterIds: [here, there], to: back });
  await expect(asking).rejects.toMatchObject({ code: 'conflict', details: { ids: [there] } });
  await expect(asking).rejects.toThrow('dead.quorum is being drained');
  expect(await stageOf(here)).toBeUndefined();
  await resume('letterthief');
});

test('nor when it is resumed before its turn has come: it is refused, open again, and never left us', async () => {
  const id = await store('letterthief', properties({}));
  await pause('letterthief');
  const workerId = session.workerId;
  await Promise.all(workers.map((one) => one.stop()));
  workers = [];
  const [replay] = await requestReplays(person, { deadLetterIds: [id], to: back });
  const [claimed] = await claimReplays(worker, workerId, 1, { maxEach: 10_000, maxBytes: 1e6 });
  expect(claimed).toMatchObject({ id: replay!.id, toKind: 'dead_letter_queue' });
  await resume('letterthief');
  const step = { settle: [], publish: [replay!.id] };
  expect(await moveReplays(worker, workerId, step)).toEqual({
    marked: new Set(),
    barred: new Set([replay!.id]),
  });
  const letter = await readDeadLetter(person, id);
  expect(letter).toMatchObject({ status: 'open', lastOutcome: 'refused' });
  expect(letter.replays[0]!.detail).toContain('no longer paused');
  expect(await depth('letterthief')).toBe(0);
});
