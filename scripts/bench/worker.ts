/** The worker's own bench: the real process drains a backlog into the real schema; what it took, and what it left on disk. */
import { existsSync } from 'node:fs';
import type { Connection } from 'rabbitmq-client';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { startWorker, until } from '#tests/processes.ts';
import { timeUntil, withBacklog, type Rate } from './baseline.ts';
import type { Pids } from './bench-services.ts';
import { measureDisk, type Disk } from './disk.ts';
import { DEAD_LETTER_QUEUE, readReady } from './fill.ts';
import { readPeakMiB, startUsage, type Usage } from './usage.ts';
import { startWal, type Wal } from './wal.ts';

export type WorkerRun = Rate & { peakMiB: number; usage: Usage; wal: Wal; disk: Disk };

/** With `profileFile`, a CPU profile of the time from start to end is written there; it takes some of the speed. */
export function benchWorker(letters: number, pids: Pids, profileFile?: string): Promise<WorkerRun> {
  return withBacklog(letters, async (vhost, client) => {
    const database = await makeDatabase();
    try {
      await database.query('CHECKPOINT');
      const env = { DATABASE_URL: database.url, AMQP_URL: vhost.url, ...profiling(profileFile) };
      const worker = await startWorker(env);
      let run: Omit<WorkerRun, 'disk'>;
      try {
        if (profileFile !== undefined) process.kill(worker.pid, 'SIGUSR2');
        const stopUsage = startUsage({ worker: worker.pid, ...pids });
        const stopWal = await startWal(database);
        const rate = await timeUntil(letters, 25, makePeek(database, client, letters), () => {
          if (!isRunning(worker.pid)) throw new Error(`the worker ended:\n${worker.output()}`);
        });
        run = { ...rate, usage: stopUsage(), wal: await stopWal(), peakMiB: readPeakMiB(worker.pid) };
        if (profileFile !== undefined) {
          process.kill(worker.pid, 'SIGUSR2');
          await until('the profile is written', async () => existsSync(profileFile), worker);
        }
      } finally {
        await worker.stop();
      }
      const left = await readReady(client, DEAD_LETTER_QUEUE);
      if (left > 0) throw new Error(`${left} letters were stored and not acked`);
      return { ...run, disk: await measureDisk(database) };
    } finally {
      await database.drop();
    }
  });
}

function profiling(file: string | undefined): Record<string, string> {
  if (file === undefined) return {};
  return {
    NODE_OPTIONS: `--import ${new URL('profile-window.mjs', import.meta.url).href}`,
    BENCH_PROFILE: file,
  };
}

/** Rows are counted at the very start and once the queue is empty only: between, the broker is asked, which costs the store nothing. */
function makePeek(database: TestDatabase, client: Connection, letters: number): () => Promise<number> {
  let hasBegun = false;
  return async () => {
    if (hasBegun && (await readReady(client, DEAD_LETTER_QUEUE)) > 0) return 1;
    const [row] = await database.query<{ count: number }>('SELECT count(*)::int AS count FROM dead_letter');
    const count = row?.count ?? 0;
    hasBegun = count > 0;
    if (count > letters) throw new Error(`${count} letters are stored of ${letters}`);
    return count;
  };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
