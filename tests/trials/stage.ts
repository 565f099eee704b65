// What every trial of the drain stands on: a queue full of letters, two workers, two web processes, and an ear for commits.
import { Connection } from 'rabbitmq-client';
import { showSeconds, type Say } from '#scripts/progress.ts';
import { startWeb, until, type Env, type Web } from '#tests/processes.ts';
import { makeVhost } from '#tests/vhost.ts';
import { makeBacklog, publishAll, type Backlog } from './backlog.ts';
import { hearCommits, type Commits } from './commits.ts';
import { openTrialDatabase, type TrialDatabase } from './database.ts';
import { makeMember, type Member } from './members.ts';

/** Our own one, declared by the workers as for everybody who names none. */
export const QUEUE = 'letterthief';
const OWN = { 'x-queue-type': 'classic' };

export type TrialBroker = {
  url: string;
  counts(queue: string): Promise<{ ready: number; unacked: number }>;
  drop(): Promise<void>;
};

export type StagePlan = {
  letters: number;
  /** What the trial publishes itself while the workers drain; it may grow. By default all letters are published first. */
  backlog?: Backlog;
  /** Published while both workers drain, so that each certainly has its part; by default all are there before they start. */
  isLive?: boolean;
  /** The Postgres to make the trial's database on; the suite's own by default. */
  server?: string;
  /** An empty folder for the database's files, if not where the server has the others. */
  tablespace?: string;
  /** A vhost of its own on the suite's RabbitMQ by default. */
  broker?: TrialBroker;
  /** A queue with these arguments, named in DEAD_LETTER_QUEUES; by default it is the workers' own. */
  queueArguments?: Readonly<Record<string, unknown>>;
  /** Where this worker finds Postgres and RabbitMQ, if it goes through a proxy. */
  ports?(worker: number): { postgres?: number; amqp?: number };
  /** For the workers' connections to the broker; 10 is the worker's own choice. */
  heartbeatS?: number;
  env?: Env;
};

export type Stage = {
  database: TrialDatabase;
  broker: TrialBroker;
  backlog: Backlog;
  workers: readonly [Member, Member];
  webs: readonly Web[];
  commits: Commits;
  /** Waits until this part (0 to 1) of all letters is stored. */
  reachPart(part: number): Promise<void>;
  /** Letters that wait in the queue, as the queue itself says; those that somebody holds do not count. */
  readReady(): Promise<number>;
  close(): Promise<void>;
};

const DRAINING_WITHIN_MS = 60_000;

/** Trials run side by side, their processes start one trial after the other: ten at once would be late all together. */
let opening: Promise<unknown> = Promise.resolve();

/** Publishes all letters first, then starts the workers: one after the other may be struck at once. */
export async function openStage(plan: StagePlan, say: Say): Promise<Stage> {
  const closers: (() => Promise<unknown>)[] = [];
  async function close(): Promise<void> {
    for (const closer of closers.splice(0).reverse())
      await closer().catch((error: unknown) => say(`while clearing away: ${String(error)}`));
  }
  const before = opening;
  const building = before.then(() => build(plan, say, closers, close));
  opening = building.catch(() => undefined);
  try {
    return await building;
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(
  plan: StagePlan,
  say: Say,
  closers: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Stage> {
  const broker = plan.broker ?? (await makeVhost());
  closers.push(() => broker.drop());
  const database = await openTrialDatabase(
    plan.server ?? process.env.TEST_DATABASE_URL ?? '',
    plan.tablespace,
  );
  closers.push(() => database.drop());
  await declareQueue(broker.url, plan.queueArguments ?? OWN);
  const backlog = plan.backlog ?? makeBacklog(plan.letters);
  const startedAt = Date.now();
  const publish = () => publishAll(broker.url, QUEUE, backlog.bodies);
  const isFull = !plan.backlog && !plan.isLive && plan.letters > 0;
  if (isFull) await publish();
  if (isFull) say(`${plan.letters} letters published in ${showSeconds(Date.now() - startedAt)}`);

  const workers = [0, 1].map((at) => {
    const ports = plan.ports?.(at) ?? {};
    const amqp = new URL(broker.url);
    if (ports.amqp !== undefined) amqp.port = String(ports.amqp);
    if (plan.heartbeatS !== undefined) amqp.searchParams.set('heartbeat', String(plan.heartbeatS));
    const name = `worker ${at + 1}`;
    const urls = { DATABASE_URL: database.urlFor(name, ports.postgres), AMQP_URL: amqp.href };
    const named = plan.queueArguments ? { DEAD_LETTER_QUEUES: QUEUE } : {};
    return makeMember(name, { ...urls, ...named, ...plan.env });
  }) as [Member, Member];
  closers.push(() =>
    Promise.all(workers.filter((worker) => worker.isRunning()).map((worker) => worker.stop('SIGKILL'))),
  );
  const commits = await hearCommits(database);
  closers.push(() => commits.end());
  // The webs first: they migrate, and building a page must not take the processor from the drain.
  const webs = await Promise.all(
    [0, 1].map((at) => startWeb({ DATABASE_URL: database.urlFor(`web ${at + 1}`) })),
  );
  closers.push(() => Promise.all(webs.map((web) => web.stop('SIGKILL'))));
  // Now, while the store takes it.
  await Promise.all(webs.map((web) => web.headers()));
  await Promise.all(workers.map((worker) => worker.start()));
  if (!isFull) await until('both workers drain', () => haveBoth(broker.url), undefined, DRAINING_WITHIN_MS);
  // What does not get there is missed by the account.
  if (plan.isLive) publish().catch((error: unknown) => say(`publishing: ${String(error)}`));
  const progress = setInterval(() => say(`${commits.stored()} letters stored`), 5_000);
  closers.push(async () => clearInterval(progress));

  return {
    database,
    broker,
    backlog,
    workers,
    webs,
    commits,
    reachPart: (part) => commits.reach(Math.floor(plan.letters * part)),
    readReady: () => withClient(broker.url, (client) => readReady(client)),
    close,
  };
}

async function declareQueue(url: string, queueArguments: Readonly<Record<string, unknown>>): Promise<void> {
  await withClient(url, (client) =>
    client.queueDeclare({ queue: QUEUE, durable: true, arguments: queueArguments }),
  );
}

/** "worker started" does not say so: on a busy machine one had drained all before the other began. */
async function haveBoth(url: string): Promise<boolean> {
  const { consumerCount } = await withClient(url, (client) =>
    client.queueDeclare({ queue: QUEUE, passive: true }),
  );
  return consumerCount === 2;
}

async function readReady(client: Connection): Promise<number> {
  return (await client.queueDeclare({ queue: QUEUE, passive: true })).messageCount;
}

async function withClient<Result>(
  url: string,
  use: (client: Connection) => Promise<Result>,
): Promise<Result> {
  const client = new Connection(url);
  client.on('error', () => undefined);
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}
