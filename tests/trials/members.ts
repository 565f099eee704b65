// One of a trial's two workers: may die, be started again, and is known to Postgres by its name.
import { startWorker, type Env, type Running } from '#tests/processes.ts';
import type { TrialDatabase } from './database.ts';

export type Member = {
  name: string;
  start(): Promise<void>;
  /** Its process; throws when there is none. */
  running(): Running;
  /** Ends it. From here on running() throws. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** SIGKILL now, without waiting: it is over when killed() resolves. */
  strike(): void;
  killed(): Promise<void>;
  isRunning(): boolean;
  /** Pids of its processes, those that ended too. */
  pids(): readonly number[];
  /** Postgres' own pids of its connections, kept fresh until released. */
  watchBackends(): Promise<{ has(backend: number): boolean; release(): void }>;
};

export function makeMember(name: string, env: Env, database: TrialDatabase): Member {
  const pids: number[] = [];
  let process: Running | null = null;
  let dying: Promise<unknown> = Promise.resolve();

  function running(): Running {
    if (process === null) throw new Error(`${name} does not run`);
    return process;
  }
  async function stop(signal?: NodeJS.Signals): Promise<number | null> {
    const ending = running();
    process = null;
    return ending.stop(signal);
  }

  return {
    name,
    running,
    stop,
    async start() {
      process = await startWorker(env);
      pids.push(process.pid);
    },
    strike() {
      dying = stop('SIGKILL');
    },
    killed: async () => void (await dying),
    isRunning: () => process !== null,
    pids: () => pids,
    async watchBackends() {
      let backends = new Set<number>();
      async function look(): Promise<void> {
        const rows = await database.query<{ pid: number }>(
          'SELECT pid FROM pg_stat_activity WHERE application_name = $1',
          [name],
        );
        backends = new Set(rows.map(({ pid }) => pid));
      }
      await look();
      const timer = setInterval(() => void look().catch(() => undefined), 100);
      return { has: (backend) => backends.has(backend), release: () => clearInterval(timer) };
    },
  };
}
