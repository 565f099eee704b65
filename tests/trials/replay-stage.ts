// What the trials of replays stand on: letters that really died and were drained, two workers, two web processes, and another
// client that counts what arrives again.
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from 'rabbitmq-client';
import type { Say } from '#scripts/progress.ts';
import { startWeb, until, type Web } from '#tests/processes.ts';
import { makeVhost } from '#tests/vhost.ts';
import { openTrialDatabase, type TrialDatabase } from './database.ts';
import { makeMember, type Member } from './members.ts';

export const EXCHANGE = 'orders';
const KEY = 'order.placed';
const IN_FLIGHT = 1000;
/** What one request takes. */
const ASK = 1000;

export type ReplayTo = { kind: 'origin' } | { kind: 'exchange'; exchange: string; routingKey: string };

export type ReplayStage = {
  database: TrialDatabase;
  workers: readonly [Member, Member];
  webs: readonly Web[];
  /** Ids of the letters by what they hold, in the order of their arrival. */
  letters: ReadonlyMap<string, string>;
  /** How often each body has arrived again. */
  arrived: ReadonlyMap<string, number>;
  /** Through REST, both web processes in turn. */
  ask(deadLetterIds: readonly string[], to?: ReplayTo): Promise<void>;
  /** Waits until nothing more is on its way to whoever counts. */
  settleArrivals(): Promise<void>;
  close(): Promise<void>;
};

export async function openReplayStage(count: number, say: Say): Promise<ReplayStage> {
  const closers: (() => Promise<unknown>)[] = [];
  async function close(): Promise<void> {
    for (const closer of closers.splice(0).reverse())
      await closer().catch((error: unknown) => say(`while clearing away: ${String(error)}`));
  }
  try {
    return { ...(await build(count, say, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(
  count: number,
  say: Say,
  closers: (() => Promise<unknown>)[],
): Promise<Omit<ReplayStage, 'close'>> {
  const vhost = await makeVhost();
  closers.push(() => vhost.drop());
  const database = await openTrialDatabase(process.env.TEST_DATABASE_URL ?? '');
  closers.push(() => database.drop());
  const client = new Connection(vhost.url);
  client.on('error', (error) => say(String(error)));
  closers.push(() => client.close());
  const workers = [1, 2].map((number) => {
    const DATABASE_URL = database.urlFor(`worker ${number}`);
    return makeMember(`worker ${number}`, { DATABASE_URL, AMQP_URL: vhost.url });
  }) as [Member, Member];
  closers.push(() =>
    Promise.all(workers.filter((worker) => worker.isRunning()).map((worker) => worker.stop('SIGKILL'))),
  );
  const webs = await Promise.all(
    [1, 2].map((number) => startWeb({ DATABASE_URL: database.urlFor(`web ${number}`) })),
  );
  closers.push(() => Promise.all(webs.map((web) => web.stop('SIGKILL'))));
  await Promise.all(workers.map((worker) => worker.start()));
  await vhost.waitForOwnQueue();

  await letThemDie(client, count);
  const letters = await waitForLetters(database, count);
  say(`${count} letters died and are stored`);
  const arrived = new Map<string, number>();
  await client.queueDeclare({ queue: 'again', durable: true });
  await client.queueBind({ exchange: EXCHANGE, queue: 'again', routingKey: '#' });
  const options = { queue: 'again', queueOptions: { passive: true }, qos: { prefetchCount: 500 } };
  const consumer = client.createConsumer(options, ({ body }) => {
    arrived.set(String(body), (arrived.get(String(body)) ?? 0) + 1);
  });
  consumer.on('error', (error) => say(String(error)));
  closers.push(() => consumer.close());

  const isEmpty = async () => {
    const total = () => [...arrived.values()].reduce((sum, times) => sum + times, 0);
    const before = total();
    await sleep(500);
    const { messageCount } = await client.queueDeclare({ queue: 'again', passive: true });
    return messageCount === 0 && total() === before;
  };

  let turn = 0;
  return {
    settleArrivals: () => until('nothing more arrives', isEmpty),
    database,
    workers,
    webs,
    letters,
    arrived,
    async ask(deadLetterIds, to = { kind: 'origin' }) {
      for (let at = 0; at < deadLetterIds.length; at += ASK) {
        const web = webs[turn++ % webs.length]!;
        const response = await web.fetch('/api/v1/replays', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ deadLetterIds: deadLetterIds.slice(at, at + ASK), to }),
        });
        if (response.status !== 202)
          throw new Error(`a replay was refused: ${response.status} ${await response.text()}`);
      }
    },
  };
}

/** Published to a queue where each expires at once; then nothing dies there any more. */
async function letThemDie(client: Connection, count: number): Promise<void> {
  const dying = { 'x-message-ttl': 0, 'x-dead-letter-exchange': 'letterthief' };
  await client.exchangeDeclare({ exchange: EXCHANGE, type: 'topic', durable: true });
  await client.queueDeclare({ queue: 'dying', durable: true, arguments: dying });
  await client.queueBind({ exchange: EXCHANGE, queue: 'dying', routingKey: '#' });
  const publisher = client.createPublisher({ confirm: true });
  let next = 0;
  async function lane(): Promise<void> {
    while (next < count)
      await publisher.send({ exchange: EXCHANGE, routingKey: KEY, durable: true }, `letter ${next++}`);
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  await publisher.close();
  await client.queueUnbind({ exchange: EXCHANGE, queue: 'dying', routingKey: '#' });
}

async function waitForLetters(database: TrialDatabase, count: number): Promise<Map<string, string>> {
  const stored = () =>
    database.query<{ id: string; body: string }>(
      `SELECT id, convert_from(body, 'UTF8') AS body FROM dead_letter ORDER BY id`,
    );
  await until('all letters are stored', async () => (await stored()).length === count, undefined, 120_000);
  return new Map((await stored()).map(({ id, body }) => [body, id]));
}
