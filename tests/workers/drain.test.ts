// The drain on a real broker and database: what it does when queues are missing and when Postgres goes away.
import { Connection } from 'rabbitmq-client';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { listQueues } from '#lib/store/queues.ts';
import { listWorkers } from '#lib/store/workers.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { person } from '#tests/letters.ts';
import { until } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { startTestWorker } from '#tests/worker-in-process.ts';

let database: TestDatabase;
let vhost: Vhost;
let client: Connection;
beforeAll(async () => {
  [database, vhost] = await Promise.all([makeDatabase(), makeVhost()]);
  client = new Connection(vhost.url);
});
afterAll(async () => {
  await client.close();
  await vhost.drop();
  await database.drop();
});

const letters = async (queue: string): Promise<DeadLetterSummary[]> =>
  (await listDeadLetters(person, { limit: 200, queue })).items;

async function send(routingKey: string, ...bodies: string[]): Promise<void> {
  const publisher = client.createPublisher({ confirm: true });
  for (const body of bodies) await publisher.send({ routingKey, durable: true }, body);
  await publisher.close();
}

test('with nothing named, exchange and queue `letterthief` are declared and drained, and Pigeon needs no change', async () => {
  const worker = await startTestWorker({ AMQP_URL: vhost.url });
  const publisher = client.createPublisher({ confirm: true });
  await until('it drains', async () => (await listQueues(person))[0]?.state === 'draining');
  await publisher.send({ exchange: 'letterthief', routingKey: 'any' }, 'by the exchange');
  await publisher.send({ exchange: 'amq.direct', routingKey: 'dead' }, 'by Pigeon');
  await publisher.close();
  await until('both are stored', async () => (await letters('letterthief')).length === 2);
  for (const letter of await letters('letterthief'))
    expect(letter).toMatchObject({ status: 'open', redelivered: false });
  const [letter] = await letters('letterthief');
  expect(await readDeadLetter(person, letter!.id)).toMatchObject({
    deliveredExchange: 'amq.direct',
    deliveredRoutingKey: 'dead',
  });
  await worker.stop();
  await until('the broker says that nothing is left', async () => (await vhost.depth('letterthief')) === 0);
  const [row] = await listWorkers(person);
  expect(row).toMatchObject({ id: worker.id, isAlive: false });
});

test('a named queue that is missing is told, the others go on, and it is drained when it comes', async () => {
  await client.queueDeclare({ queue: 'here', durable: true });
  await send('here', 'one');
  const worker = await startTestWorker({ AMQP_URL: vhost.url, DEAD_LETTER_QUEUES: 'here,later' });
  await until('the other is drained', async () => (await letters('here')).length === 1);
  const queue = async () => (await listQueues(person)).find(({ name }) => name === 'later');
  await until('the page is told', async () => (await queue())?.state === 'missing');
  expect((await queue())!.problem).toContain('Queue later does not exist');
  await client.queueDeclare({ queue: 'later', durable: true });
  await send('later', 'two');
  await until('it is drained', async () => (await letters('later')).length === 1);
  await until('the problem is over', async () => (await queue())?.problem === null);
  await client.queueDelete('later');
  await until('a deleted queue is told', async () => (await queue())?.state !== 'draining');
  await worker.stop();
});

test('a table that refuses every letter is trouble of the store: they wait, and lose no deliveries', async () => {
  const queue = 'refused';
  await client.queueDeclare({
    queue,
    durable: true,
    arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 20 },
  });
  await database.query('ALTER TABLE dead_letter ADD CONSTRAINT nothing CHECK (false) NOT VALID');
  const worker = await startTestWorker({ AMQP_URL: vhost.url, DEAD_LETTER_QUEUES: queue });
  await send(queue, ...Array.from({ length: 20 }, (_, at) => `refused ${at}`));
  const sessions = async () =>
    (await database.query('SELECT 1 FROM session WHERE queue = $1', [queue])).length;
  await until('a session was opened', async () => (await sessions()) > 0);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  expect(await sessions()).toBe(1);
  await database.query('ALTER TABLE dead_letter DROP CONSTRAINT nothing');
  await until('all are stored', async () => (await letters(queue)).length === 20, undefined, 40_000);
  expect((await letters(queue)).filter(({ isPerhapsTwo }) => isPerhapsTwo)).toEqual([]);
  await worker.stop();
}, 90_000);

test('while Postgres is away letters wait in RabbitMQ: the channel is closed once, and each is delivered once more', async () => {
  const queue = 'patient';
  await client.queueDeclare({
    queue,
    durable: true,
    arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 20 },
  });
  const worker = await startTestWorker({ AMQP_URL: vhost.url, DEAD_LETTER_QUEUES: queue });
  await send(queue, 'before');
  await until('it drains', async () => (await letters(queue)).length === 1);
  await refuseConnections(true);
  await send(queue, ...Array.from({ length: 50 }, (_, at) => `during ${at}`));
  await until(
    'the letters went back',
    async () => (await vhost.counts(queue)).ready === 50,
    undefined,
    20_000,
  );
  await new Promise((resolve) => setTimeout(resolve, 4000));
  await refuseConnections(false);
  await until('all are stored', async () => (await letters(queue)).length === 51, undefined, 40_000);
  const counts = (await letters(queue)).map(
    ({ headers }) => headers.find(({ name }) => name === 'x-delivery-count')?.value ?? '0',
  );
  expect(Math.max(...counts.map(Number))).toBeLessThanOrEqual(1);
  await worker.stop();
}, 90_000);

/** Takes the database away, as a restart or a failover does, and gives it back. */
async function refuseConnections(isAway: boolean): Promise<void> {
  const name = new URL(database.url).pathname.slice(1);
  const admin = new Client({ connectionString: process.env.TEST_DATABASE_URL });
  await admin.connect();
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${!isAway}`);
  if (isAway)
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  await admin.end();
}
