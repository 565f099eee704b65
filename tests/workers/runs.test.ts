// Replay runs on a real broker: what arrives, in which order, how little after a pause or a cancel, and after a worker was killed.
import { Connection, type Consumer } from 'rabbitmq-client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { runRequest, type RunRequest } from '#lib/domain/run-request.ts';
import { runWhys } from '#lib/domain/run-words.ts';
import { cancelRun, pauseRun, resumeRun, startRun } from '#lib/store/run-moves.ts';
import { planRun } from '#lib/store/run-plan.ts';
import { listRunLetters, readRun } from '#lib/store/runs.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, text, type TestSession } from '#tests/letters.ts';
import { startWorker, until, type Running } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { joinBytes } from '#tests/wire.ts';

let database: TestDatabase;
let vhost: Vhost;
let client: Connection;
let consumer: Consumer;
let session: TestSession;
let workers: Running[];
/** Bodies in the order in which they arrive. */
let arrived: string[];
beforeAll(async () => {
  [database, vhost] = await Promise.all([makeDatabase(), makeVhost()]);
  client = new Connection(vhost.url);
  client.on('error', () => undefined);
  await client.exchangeDeclare({ exchange: 'orders', type: 'topic', durable: true });
  await client.queueDeclare({ queue: 'taken', durable: true });
  await client.queueBind({ exchange: 'orders', queue: 'taken', routingKey: 'order.#' });
  consumer = client.createConsumer(
    { queue: 'taken', queueOptions: { passive: true }, qos: { prefetchCount: 500 } },
    ({ body }) => {
      arrived.push(String(body));
    },
  );
  consumer.on('error', () => undefined);
});
beforeEach(async () => {
  arrived = [];
  // The workers close one that shows no life.
  session = await openTestSession();
  await database.query('TRUNCATE replay_run, run_letter, replay, dead_letter CASCADE');
  const env = { DATABASE_URL: database.url, AMQP_URL: vhost.url };
  workers = await Promise.all([startWorker(env), startWorker(env)]);
}, 120_000);
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
});
afterAll(async () => {
  await consumer.close();
  await client.close();
  await vhost.drop();
  await database.drop();
});

async function store(bodies: string[], headers = deathIn('orders.billing')): Promise<void> {
  await session.store(...bodies.map((body) => delivery({ body, headers })));
}

const bodies = (count: number) => Array.from({ length: count }, (_, at) => `letter ${at}`);

async function begin(given: Partial<RunRequest>): Promise<string> {
  const asked = runRequest.parse({ to: { kind: 'origin' }, rate: 'unlimited', filter: {}, ...given });
  const { id } = await planRun(person, asked, { needsReason: false });
  await startRun(person, id);
  return id;
}

const lettersOf = async (id: string) => (await readRun(person, id)).letters;
const isAt = (id: string, state: string) => async () => (await readRun(person, id)).state === state;

test('two workers share a run at one common rate, and each letter arrives once', async () => {
  await store(bodies(500));
  const id = await begin({ rate: 250 });
  await until('it is done', isAt(id, 'done'), workers[0], 10_000);
  expect(await lettersOf(id)).toMatchObject({ total: 500, confirmed: 500, waiting: 0, underWay: 0 });
  await until('all have arrived', async () => arrived.length >= 500);
  expect(arrived.toSorted()).toEqual(bodies(500).toSorted());
  const [run] = await database.query<{ s: number }>(
    `SELECT extract(epoch FROM max(settled_at) - min(asked_at))::float AS s FROM replay`,
  );
  expect(run!.s).toBeGreaterThan(1.5);
});

test('after a pause no more goes than the work of half a second; cancelled while paused, the rest stays', async () => {
  const rate = 100;
  await store(bodies(600));
  const id = await begin({ rate });
  await until('it goes', async () => arrived.length > 30, workers[0]);
  await pauseRun(person, id);
  const then = arrived.length;
  await until('what was fed has settled', async () => (await lettersOf(id)).underWay === 0);
  const { confirmed, waiting } = await lettersOf(id);
  expect(confirmed + waiting).toBe(600);
  await until('all that was sent has arrived', async () => arrived.length === confirmed);
  expect(confirmed - then).toBeLessThanOrEqual(rate / 2 + rate / 5);
  await cancelRun(person, id);
  await expect(resumeRun(person, id)).rejects.toMatchObject({ code: 'conflict' });
  await until('nobody has to do with it', async () => {
    const [row] = await database.query<{ over: boolean }>('SELECT is_over AS over FROM replay_run');
    return row!.over;
  });
  expect(await lettersOf(id)).toMatchObject({ confirmed, waiting });
  expect(arrived).toHaveLength(confirmed);
  const open = await database.query(`SELECT 1 FROM dead_letter WHERE status = 'open'`);
  expect(open).toHaveLength(waiting);
});

test('cancelled at full speed, all that is not on its way stands open again, and what arrived is what was confirmed', async () => {
  await store(bodies(6000));
  const id = await begin({});
  await until('it goes', async () => arrived.length > 100, workers[0]);
  await cancelRun(person, id);
  await until('all is settled', async () => (await lettersOf(id)).underWay === 0);
  const { confirmed, cancelled, waiting } = await lettersOf(id);
  expect(confirmed + cancelled + waiting).toBe(6000);
  await until('all has arrived', async () => arrived.length >= confirmed);
  expect(arrived).toHaveLength(confirmed);
  const open = await database.query(`SELECT 1 FROM dead_letter WHERE status = 'open'`);
  expect(open).toHaveLength(cancelled + waiting);
});

test('at full speed no worker ever has more than 200 in publishing', async () => {
  await store(bodies(4000));
  const id = await begin({});
  let most = 0;
  const look = async () => {
    const rows = await database.query<{ many: number }>(
      `SELECT count(*)::int AS many FROM replay WHERE settled_at IS NULL AND stage = 'publishing' GROUP BY worker_id`,
    );
    most = Math.max(most, ...rows.map(({ many }) => many));
    return (await readRun(person, id)).state === 'done';
  };
  await until('it is done', look, workers[0], 60_000);
  expect(most).toBeGreaterThan(20);
  expect(most).toBeLessThanOrEqual(200);
  expect(await lettersOf(id)).toMatchObject({ confirmed: 4000, underWay: 0, waiting: 0 });
});

test('by key each key arrives in its order, and behind a letter that was returned none of its key', async () => {
  const keys = ['a', 'b', 'c', 'd'];
  const of = (key: string, routingKey = 'order.placed') =>
    joinBytes(text('customer', key), deathIn('orders.billing', { routingKey }));
  for (let at = 0; at < 10; at++)
    for (const key of keys)
      await store([`${key}${at}`], of(key, key === 'b' && at === 4 ? 'nobody.listens' : 'order.placed'));
  const id = await begin({ order: { key: 'header.customer', afterSeconds: 0.05 } });
  await until('it is done', isAt(id, 'done'), workers[0], 60_000);
  expect(await lettersOf(id)).toMatchObject({ total: 40, confirmed: 34, returned: 1, leftOut: 5 });
  expect((await readRun(person, id)).leftOut).toEqual([{ why: runWhys.held, letters: 5 }]);
  await until('all have arrived', async () => arrived.length === 34);
  for (const key of keys)
    expect(arrived.filter((body) => body.startsWith(key))).toEqual(
      Array.from({ length: key === 'b' ? 4 : 10 }, (_, at) => `${key}${at}`),
    );
}, 120_000);

test('a worker that is killed in the middle leaves each outcome known, and none that arrives twice unmarked', async () => {
  await store(bodies(4000));
  const id = await begin({});
  await until('it goes', async () => arrived.length > 200, workers[0]);
  const [feeder] = await database.query<{ pid: number; id: string }>(
    `SELECT w.pid, w.id FROM replay_run s JOIN worker w ON w.id = s.worker_id`,
  );
  await workers.find(({ pid }) => pid === feeder!.pid)!.stop('SIGKILL');
  // What it held is not waited for.
  await database.query(`UPDATE replay SET lease_until = now() WHERE worker_id = $1 AND settled_at IS NULL`, [
    feeder!.id,
  ]);
  await until('the other one ends it', isAt(id, 'done'), undefined, 60_000);
  const letters = await lettersOf(id);
  expect(letters.confirmed + letters.unknown).toBe(4000);
  expect(letters.unknown).toBeLessThanOrEqual(200);
  expect(await database.query('SELECT 1 FROM replay')).toHaveLength(4000);
  await until('all confirmed have arrived', async () => new Set(arrived).size >= letters.confirmed);
  expect(arrived).toHaveLength(new Set(arrived).size);
  const unknown = await listRunLetters(person, id, { outcome: 'unknown', limit: 200 });
  expect(unknown.items).toHaveLength(letters.unknown);
}, 120_000);
