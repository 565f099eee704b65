// Ponos' dead letters are events: they are drained by binding to their exchange, which may come later than we.
import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDeadLetter } from '#lib/store/dead-letters.ts';
import { readOverview } from '#lib/store/overview.ts';
import { requestReplays } from '#lib/store/replays.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { person } from '#tests/letters.ts';
import { until } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { startTestWorker, type TestWorker } from '#tests/worker-in-process.ts';

let database: TestDatabase;
let vhost: Vhost;
let client: Connection;
let worker: TestWorker;
beforeAll(async () => {
  [database, vhost] = await Promise.all([makeDatabase(), makeVhost()]);
  client = new Connection(vhost.url);
  worker = await startTestWorker({ AMQP_URL: vhost.url, DEAD_LETTER_EXCHANGES: 'worker.errored' });
});
afterAll(async () => {
  await worker.stop();
  await client.close();
  await vhost.drop();
  await database.drop();
});

const problems = async () => (await readOverview(person)).problems.join(' ');

test('what stops it is told; when the exchange is there its events are drained, and the job inside is tried again', async () => {
  await until('it is told', async () => (await problems()).includes('worker.errored'));
  await client.exchangeDeclare({ exchange: 'worker.errored', type: 'fanout', durable: true });
  await until('it is over', async () => !(await problems()).includes('worker.errored'));
  await client.queueDeclare({ queue: 'svc.invoice.render', durable: true });
  const job = { order: 1, tid: 't' };
  const event = {
    originalJobPayload: job,
    originalJobMeta: { headers: { publisherWorkerName: 'web' }, timestamp: 1795255200000, appId: 'web' },
    originalWorkerName: 'invoice.render',
    error: { data: { queue: 'invoice.render' }, reporting: {} },
    tid: 'n',
  };
  const publisher = client.createPublisher({ confirm: true });
  await publisher.send({ exchange: 'worker.errored', routingKey: '', appId: 'svc' }, event);
  await publisher.close();
  const ids = () => database.query<{ id: string }>('SELECT id FROM dead_letter');
  await until('it is stored', async () => (await ids()).length === 1);
  const [{ id }] = (await ids()) as [{ id: string }];
  expect(await readDeadLetter(person, id)).toMatchObject({
    convention: 'Ponos',
    messageType: 'invoice.render',
    sourceQueue: 'svc.invoice.render',
  });
  await requestReplays(person, { deadLetterIds: [id], to: { kind: 'origin' } });
  await until(
    'it is confirmed',
    async () => (await readDeadLetter(person, id)).replays[0]!.stage === 'confirmed',
  );
  const again = await client.basicGet('svc.invoice.render');
  expect(JSON.parse(String(again!.body))).toEqual(job);
  expect(again).toMatchObject({ appId: 'web', headers: { publisherWorkerName: 'web' } });
}, 60_000);
