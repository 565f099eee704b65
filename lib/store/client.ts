// The one way to Postgres: a Prisma client made at first use, so that a build needs no database.
import { PrismaPg } from '@prisma/adapter-pg';
import type { Socket } from 'node:net';
import { Pool, type PoolClient } from 'pg';
import { readConfig } from '#lib/config.ts';
import { AppError } from '#lib/errors.ts';
import { PrismaClient } from './generated/client.ts';

export type Store = PrismaClient;
/** A transaction: what every verb's inner steps take. */
export type Tx = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];

/** The row in `broker`; there is one today. */
export const BROKER_ID = 1;

// On globalThis, so that a hot reload in development does not leak pools.
const held = globalThis as {
  letterthiefStore?: PrismaClient;
  letterthiefPool?: Pool;
  letterthiefLookups?: Pool;
};

export function db(): PrismaClient {
  held.letterthiefStore ??= makeClient();
  return held.letterthiefStore;
}

/** Ends all connections. The next db() makes new ones. */
export async function closeStore(): Promise<void> {
  await held.letterthiefStore?.$disconnect();
  await held.letterthiefPool?.end();
  await held.letterthiefLookups?.end();
  delete held.letterthiefStore;
  delete held.letterthiefPool;
  delete held.letterthiefLookups;
}

/** DATABASE_URL, or a clear refusal: only `npm start` brings a Postgres along. */
export function databaseUrl(): string {
  const url = readConfig().databaseUrl;
  if (url === undefined)
    throw new AppError('unavailable', 'DATABASE_URL is not set; `npm start` sets it for what it starts');
  return url;
}

function makeClient(): PrismaClient {
  // Under a flood a click waits its turn instead of failing.
  return new PrismaClient({
    adapter: new PrismaPg(pool()),
    transactionOptions: { maxWait: 10_000, timeout: 30_000 },
  });
}

/** The connections under Prisma, for the one statement that its way through JSON would slow by half: insert-letters.ts. */
export function pool(): Pool {
  held.letterthiefPool ??= makePool();
  return held.letterthiefPool;
}

/**
 * Connections on which Postgres only ever looks rows up by an index. For statements over a few rows of tables that have grown
 * a thousandfold since their statistics were taken: it would read, sort or hash all of them.
 */
export function lookups(): Pool {
  const off = ['seqscan', 'bitmapscan', 'sort', 'hashjoin', 'mergejoin'].map((way) => `-c enable_${way}=off`);
  held.letterthiefLookups ??= makePool(off);
  return held.letterthiefLookups;
}

function makePool(settings: readonly string[] = []): Pool {
  const made = new Pool({
    connectionString: databaseUrl(),
    max: 10,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // n.b. An ack after a commit that can be lost is a lost letter. And whoever vanishes in mid-transaction, without a FIN, must
    // not hold its locks for the hours of TCP's patience: the other workers wait for them.
    options: [
      '-c synchronous_commit=on',
      '-c idle_in_transaction_session_timeout=15000',
      // One who counts takes one processor: the drain and everybody else want the others.
      '-c max_parallel_workers_per_gather=0',
      `-c statement_timeout=${SILENT_MS - 1000}`,
      ...settings,
    ].join(' '),
  });
  made.on('connect', watchSilence);
  // A connection that dies while idle is left out by the pool itself; whoever needs the store next says so.
  made.on('error', () => undefined);
  return made;
}

/** No statement of ours takes so long without a word: Postgres gives it up, and if it does not say so, neither do we wait. */
const SILENT_MS = 60_000;

/** A Postgres that is gone without a FIN would be waited for until TCP gives up, in 15 minutes and more. */
function watchSilence(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.setTimeout(SILENT_MS, () => stream.destroy(new Error('Postgres is silent')));
}
