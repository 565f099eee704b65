// The README's least permissions, on a real broker: they suffice, and without them the page is told.
import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { listQueues } from '#lib/store/queues.ts';
import { requestReplays } from '#lib/store/replays.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { person } from '#tests/letters.ts';
import { until } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { startTestWorker, type TestWorker } from '#tests/worker-in-process.ts';

let database: TestDatabase;
let vhost: Vhost;
let owner: Connection;
let worker: TestWorker;

/** What the README prints for `DEAD_LETTER_QUEUES=orders.dead` and replays to the exchange `orders` and to queues. */
const least = { configure: '^$', write: '^(orders|amq\\.default)$', read: '^orders\\.dead$' };

beforeAll(async () => {
  [database, vhost] = await Promise.all([makeDatabase(), makeVhost()]);
  owner = new Connection(vhost.url);
  await owner.exchangeDeclare({ exchange: 'orders', type: 'topic', durable: true });
  await owner.exchangeDeclare({ exchange: 'secret', type: 'topic', durable: true });
  const dying = {
    'x-dead-letter-exchange': '',
    'x-dead-letter-routing-key': 'orders.dead',
    'x-message-ttl': 0,
  };
  await owner.queueDeclare({ queue: 'orders.billing', durable: true, arguments: dying });
  await owner.queueDeclare({ queue: 'orders.dead', durable: true });
  await owner.queueDeclare({ queue: 'orders.hidden', durable: true });
  await owner.queueDeclare({ queue: 'fixed', durable: true });
  await owner.queueBind({ exchange: 'orders', queue: 'fixed', routingKey: 'order.placed' });
  const url = new URL(vhost.url);
  url.username = `thief-${vhost.name}`;
  url.password = 'hush';
  await vhost.makeUser(url.username, url.password, least);
  worker = await startTestWorker({ AMQP_URL: url.href, DEAD_LETTER_QUEUES: 'orders.dead,orders.hidden' });
});
afterAll(async () => {
  await worker.stop();
  await owner.close();
  await vhost.drop();
  await database.drop();
});

async function depthOf(queue: string): Promise<number> {
  return (await owner.queueDeclare({ queue, passive: true })).messageCount;
}

test('they are enough to drain, and to try again to origin and queue; nothing is declared', async () => {
  const publisher = owner.createPublisher({ confirm: true });
  await publisher.send(
    { routingKey: 'orders.billing', durable: true, userId: decodeURIComponent(new URL(vhost.url).username) },
    'x',
  );
  await publisher.close();
  const letters = async () => (await listDeadLetters(person, { limit: 10, queue: 'orders.billing' })).items;
  await until('it is drained', async () => (await letters()).length === 1);
  const [letter] = await letters();
  const settled = async (to: Parameters<typeof requestReplays>[1]['to']) => {
    await requestReplays(person, { deadLetterIds: [letter!.id], to });
    await until(
      'it is settled',
      async () => (await readDeadLetter(person, letter!.id)).replays[0]?.settledAt !== null,
    );
    return (await readDeadLetter(person, letter!.id)).replays[0]!;
  };
  const replay = await settled({ kind: 'exchange', exchange: 'orders', routingKey: 'order.placed' });
  expect(replay).toMatchObject({ stage: 'confirmed' });
  expect(replay.dropped).toContain(`user_id (${decodeURIComponent(new URL(vhost.url).username)})`);
  expect(await depthOf('fixed')).toBe(1);
  expect(await settled({ kind: 'queue' })).toMatchObject({
    stage: 'confirmed',
    exchange: '',
    routingKey: 'orders.billing',
  });
  const refused = await settled({ kind: 'exchange', exchange: 'secret', routingKey: 'x' });
  expect(refused).toMatchObject({ stage: 'refused' });
  expect(refused.detail).toContain('access to exchange');
  await expect(owner.queueDeclare({ queue: 'letterthief', passive: true })).rejects.toThrow(
    /NOT_FOUND|404|no queue/i,
  );
});

test('a queue that we may not read is told on the page, and does not stop the others', async () => {
  const hidden = async () => (await listQueues(person)).find(({ name }) => name === 'orders.hidden');
  await until('the page is told', async () => (await hidden())?.state === 'refused');
  expect((await hidden())!.problem).toContain('refuses to let us drain orders.hidden');
  expect((await hidden())!.problem).toContain('give our user the right to read it');
});
