// One of a trial's two workers: may die, be started again, and is known to Postgres by its name.
import { startWorker, type Env, type Running } from '#tests/processes.ts';

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
};

export function makeMember(name: string, env: Env): Member {
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
  };
}
