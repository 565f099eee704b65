// Hears each commit of a batch the moment it is done, as the store rings it: its ack is then just on its way.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { TrialDatabase } from './database.ts';
import type { Member } from './members.ts';

export type Commits = {
  /** Letters in the commits heard so far. Postgres may have been killed in between: never too many. */
  stored(): number;
  /** Waits until so many are stored. */
  reach(letters: number): Promise<void>;
  /** At the next commit of one of these workers calls `strike` with it, at once. Gives which it was. */
  atNext(workers: readonly Member[], strike: (worker: Member) => void): Promise<Member>;
  /** How often this worker rang though nothing was stored: its session was closed, the store refused. */
  refusals(worker: Member): number;
  end(): Promise<void>;
};

const HEAR_WITHIN_MS = 120_000;
const REACH_WITHIN_MS = 300_000;
const LOOK_MS = 100;

export async function hearCommits(database: TrialDatabase): Promise<Commits> {
  let stored = 0;
  let isEnded = false;
  let client: Client | null = null;
  const ears = new Set<(backend: number) => void>();
  /** Whose connection each of Postgres' own processes serves. */
  const names = new Map<number, string>();
  const refusals: number[] = [];
  let waiting: { letters: number; resolve: () => void }[] = [];

  async function connect(): Promise<void> {
    const fresh = new Client({ connectionString: database.urlFor('ear') });
    fresh.on('error', () => undefined);
    fresh.on('end', () => void reconnect(fresh));
    fresh.on('notification', ({ processId, payload }) => {
      const bell = JSON.parse(payload ?? '{}') as { kind?: string; count?: number };
      if (bell.kind !== 'letters') return;
      stored += bell.count ?? 0;
      if (bell.count === 0) refusals.push(processId);
      // At once, not by looking now and then: a drain is quick, and what comes next must strike in the middle of it.
      for (const { letters, resolve } of waiting) if (stored >= letters) resolve();
      waiting = waiting.filter(({ letters }) => stored < letters);
      for (const ear of ears) ear(processId);
    });
    await fresh.connect();
    await fresh.query('LISTEN letterthief');
    client = fresh;
  }

  async function reconnect(lost: Client | null): Promise<void> {
    if (isEnded || lost !== client) return;
    client = null;
    await connect().catch(() => sleep(100).then(() => reconnect(null)));
  }

  async function look(): Promise<void> {
    const answer = await client?.query<{ pid: number; name: string }>(
      'SELECT pid, application_name AS name FROM pg_stat_activity WHERE datname = current_database()',
    );
    for (const { pid, name } of answer?.rows ?? []) names.set(pid, name);
  }

  await connect();
  // Without Postgres there is nobody to look at.
  const looking = setInterval(() => void look().catch(() => undefined), LOOK_MS);
  return {
    stored: () => stored,
    async reach(letters) {
      if (stored >= letters) return;
      const reached = new Promise<void>((resolve) => waiting.push({ letters, resolve }));
      const late = sleep(REACH_WITHIN_MS, 'late' as const, { ref: false });
      if ((await Promise.race([reached, late])) !== 'late') return;
      throw new Error(`${letters} letters are not stored after ${REACH_WITHIN_MS / 1000} s, but ${stored}`);
    },
    async atNext(workers, strike) {
      let ear: (backend: number) => void = () => undefined;
      const heard = new Promise<Member>((resolve) => {
        ear = (backend) => {
          const name = names.get(backend);
          const worker = workers.find((one) => one.name === name && one.isRunning());
          if (worker === undefined) return;
          ears.delete(ear);
          strike(worker);
          resolve(worker);
        };
        ears.add(ear);
      });
      const late = sleep(HEAR_WITHIN_MS, null, { ref: false });
      const worker = await Promise.race([heard, late]);
      if (worker !== null) return worker;
      ears.delete(ear);
      throw new Error(`no commit was heard in ${HEAR_WITHIN_MS / 1000} s: there was nothing left to drain`);
    },
    refusals: ({ name }) => refusals.filter((backend) => names.get(backend) === name).length,
    async end() {
      clearInterval(looking);
      isEnded = true;
      await client?.end();
    },
  };
}
