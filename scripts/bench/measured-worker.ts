/** The real worker's process under the clock: its use of the machine, its memory, and with a profile its functions. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestDatabase } from '#tests/database.ts';
import { startWorker, until } from '#tests/processes.ts';
import type { Rate } from './baseline.ts';
import type { Pids } from './bench-services.ts';
import { readPeakMiB, startUsage, sumOwn, type Usage } from './usage.ts';
import { startWal, type Wal } from './wal.ts';

export type WorkerRate = Rate & { peakMiB: number; usage: Usage; wal: Wal };

export type Measuring = {
  database: TestDatabase;
  amqpUrl: string;
  pids: Pids;
  profileFile: string | undefined;
};

/**
 * Starts a worker, and ends it when `count` has counted; `check` throws once the worker has died. With a `profileFile`, a CPU
 * profile of the time between is written there; it takes some of the speed.
 */
export async function measureWorker(
  { database, amqpUrl, pids, profileFile }: Measuring,
  count: (check: () => void) => Promise<Omit<Rate, 'cpuSeconds'>>,
): Promise<WorkerRate> {
  const worker = await startWorker({
    DATABASE_URL: database.url,
    AMQP_URL: amqpUrl,
    ...(profileFile !== undefined && profiling(profileFile)),
  });
  try {
    if (profileFile !== undefined) process.kill(worker.pid, 'SIGUSR2');
    const stopUsage = startUsage({ worker: worker.pid, ...pids });
    const stopWal = await startWal(database);
    const rate = await count(() => {
      if (!isRunning(worker.pid)) throw new Error(`the worker ended:\n${worker.output()}`);
    });
    const usage = stopUsage();
    const run = {
      ...rate,
      cpuSeconds: sumOwn(usage),
      usage,
      wal: await stopWal(),
      peakMiB: readPeakMiB(worker.pid),
    };
    if (profileFile !== undefined) {
      process.kill(worker.pid, 'SIGUSR2');
      await until('the profile is written', async () => existsSync(profileFile), worker);
    }
    return run;
  } finally {
    await worker.stop();
  }
}

/** Where the profile of a run goes: it stays there, for the browser's own tools. */
export function profileFileOf(run: number): string {
  return join(tmpdir(), `letterthief-bench-${process.pid}-${run}.cpuprofile`);
}

function profiling(file: string): Record<string, string> {
  const hook = new URL('profile-window.mjs', import.meta.url).href;
  return { NODE_OPTIONS: `--import ${hook}`, BENCH_PROFILE: file };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
