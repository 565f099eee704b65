// The worker groups what it drained, by itself: a letter's group is known soon after the letter.
import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { groupListQuery } from '#lib/domain/group-schemas.ts';
import { listFailureGroups } from '#lib/store/failure-groups.ts';
import { listQueues } from '#lib/store/queues.ts';
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

test('letters from the broker fall into groups; two workers at once count each once', async () => {
  const workers = [
    await startTestWorker({ AMQP_URL: vhost.url }),
    await startTestWorker({ AMQP_URL: vhost.url }),
  ];
  await until('it drains', async () => (await listQueues(person))[0]?.state === 'draining');
  const publisher = client.createPublisher({ confirm: true });
  for (let order = 0; order < 40; order++)
    await publisher.send(
      {
        exchange: 'letterthief',
        routingKey: 'any',
        headers: { 'x-exception-message': `order ${order} is unknown`, 'x-original-exchange': 'orders' },
      },
      String(order),
    );
  await publisher.close();
  const found = () => listFailureGroups(person, groupListQuery.parse({}));
  await until('they are grouped', async () => (await found()).items[0]?.letters === 40);
  expect((await found()).items).toMatchObject([
    { title: 'order # is unknown', letters: 40, openLetters: 40 },
  ]);
  await Promise.all(workers.map((worker) => worker.stop()));
});
