// Workers' rows: their life sign, counters and problems, from which the web serves readiness and metrics.
import type { Actor } from '#lib/domain/actor.ts';
import { BROKER_ID, db } from './client.ts';

export type WorkerCounters = Record<string, number>;
/** What is wrong just now, in words, by part: broker, slack, durability. */
export type WorkerProblems = Record<string, string>;

export type WorkerRow = {
  id: string;
  startedAt: Date;
  aliveAt: Date;
  isAlive: boolean;
  counters: WorkerCounters;
  problems: WorkerProblems;
};

/** A worker beats every 5 s; after this many seconds without a beat it counts as gone. */
export const WORKER_ALIVE_S = 20;

export async function registerWorker(
  _actor: Actor,
  worker: { id: string; host: string; pid: number; version: string; brokerAddress: string },
): Promise<void> {
  const { brokerAddress, ...row } = worker;
  await db().worker.create({ data: row });
  await db().broker.update({ where: { id: BROKER_ID }, data: { address: brokerAddress } });
}

export async function beat(
  _actor: Actor,
  workerId: string,
  counters: WorkerCounters,
  problems: WorkerProblems,
): Promise<void> {
  await db().worker.update({ where: { id: workerId }, data: { aliveAt: new Date(), counters, problems } });
}

export async function signOffWorker(_actor: Actor, workerId: string): Promise<void> {
  await db().$executeRaw`UPDATE worker SET stopped_at = now() WHERE id = ${workerId}::uuid`;
}

/** Workers that showed life within the last hour, newest first; at most 100. */
export async function listWorkers(_actor: Actor): Promise<WorkerRow[]> {
  return db().$queryRaw<WorkerRow[]>`
    SELECT id, started_at AS "startedAt", alive_at AS "aliveAt", counters, problems,
      stopped_at IS NULL AND alive_at > now() - make_interval(secs => ${WORKER_ALIVE_S}) AS "isAlive"
    FROM worker WHERE alive_at > now() - interval '1 hour' ORDER BY alive_at DESC LIMIT 100`;
}

/** Forgets workers that ended long ago and whose sessions hold no letters in doubt. */
export async function forgetOldWorkers(_actor: Actor): Promise<void> {
  await db().$executeRaw`
    DELETE FROM worker w WHERE alive_at < now() - interval '30 days'
      AND NOT EXISTS (SELECT 1 FROM session s WHERE s.worker_id = w.id)`;
}

/** Server settings that durability hangs on; empty when all is well. */
export async function findDurabilityProblems(_actor: Actor): Promise<string[]> {
  const rows = await db().$queryRaw<{ name: string }[]>`
    SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'`;
  return rows.map(({ name }) => `Postgres runs with ${name} = off: a crash of its machine may lose letters`);
}

/** A small write, to learn whether the store takes any. Throws what Prisma throws. */
export async function tryToWrite(_actor: Actor): Promise<void> {
  await db().$executeRaw`UPDATE broker SET address = address WHERE id = ${BROKER_ID}`;
}
