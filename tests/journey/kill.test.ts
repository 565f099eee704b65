// SIGKILL in mid-drain, at moments between commit and ack: nothing is lost, nothing is stored twice.
import { Connection } from 'rabbitmq-client';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { startWorker, until, type Running } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';

const LETTERS = 20_000;
const KILLS = 4;

let database: TestDatabase;
let vhost: Vhost;
beforeAll(async () => {
  [database, vhost] = await Promise.all([makeDatabase(), makeVhost()]);
});
afterAll(async () => {
  await vhost.drop();
  await database.drop();
});

test(`${LETTERS} letters survive ${KILLS} kills of the worker in mid-drain`, async () => {
  const env = { DATABASE_URL: database.url, AMQP_URL: vhost.url };
  // Declares exchange and queue, then leaves the letters to pile up.
  await (await startWorker(env)).stop();
  await publish(LETTERS);
  let killsInMidDrain = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const committed = await listenForCommit();
    const worker = await startWorker(env);
    await committed.heard;
    expect(await worker.stop('SIGKILL')).toBeNull();
    await committed.end();
    if ((await count('*')) < LETTERS) killsInMidDrain++;
  }
  expect(killsInMidDrain, 'kills while letters were left').toBeGreaterThan(KILLS / 2);
  const last = await startWorker(env);
  await drained(last);
  expect(await last.stop()).toBe(0);
  expect(await count('DISTINCT body')).toBe(LETTERS);
  expect(await count('*')).toBe(LETTERS);
  const matched = await count('nullif(redeliveries, 0)');
  console.log(`kills in mid-drain: ${killsInMidDrain}; letters delivered again and matched: ${matched}`);
  expect(matched, 'no kill fell between commit and ack: the trial proves nothing').toBeGreaterThan(0);
  const [sessions] = await database.query<{ clean: number }>(
    'SELECT count(*)::int AS clean FROM session WHERE closed_at IS NOT NULL',
  );
  expect(sessions!.clean).toBeGreaterThan(0);
}, 180_000);

async function publish(letters: number): Promise<void> {
  const client = new Connection(vhost.url);
  const publisher = client.createPublisher({ confirm: true });
  const all = Array.from({ length: letters }, (_, at) => at);
  while (all.length > 0) {
    await Promise.all(
      all
        .splice(0, 1000)
        .map((at) => publisher.send({ exchange: 'letterthief', durable: true }, `letter ${at}`)),
    );
  }
  await publisher.close();
  await client.close();
}

/** Hears the next commit of a batch, as the store rings it: the ack is just on its way. */
async function listenForCommit() {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const heard = new Promise<void>((resolve) =>
    client.on('notification', ({ payload }) => {
      if (payload?.includes('"letters"')) resolve();
    }),
  );
  await client.query('LISTEN letterthief');
  return { heard, end: () => client.end() };
}

async function count(what: string): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `SELECT count(${what})::int AS count FROM dead_letter`,
  );
  return row!.count;
}

/** Until the broker holds nothing: neither ready nor unacked. */
async function drained(worker: Running): Promise<void> {
  await until(
    'all letters are stored',
    async () => (await count('DISTINCT body')) === LETTERS,
    worker,
    60_000,
  );
  await until('the queue is empty', async () => (await vhost.depth('letterthief')) === 0, worker, 60_000);
}
