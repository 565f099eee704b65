// A worker's way to Postgres goes silent without a FIN, in the middle of a commit, and the worker lives on.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Say } from '#scripts/progress.ts';
import { openProxy } from './proxy.ts';
import type { TrialReport } from './report.ts';
import { runTrial } from './run-trial.ts';

/** As lib/store/client.ts has it. */
const SILENT_MS = 60_000;

/** What the first worker holds comes back when it has given its connections up; the second drains meanwhile. */
export async function silencePostgres(sizes: { letters: number }, say: Say): Promise<TrialReport> {
  const proxy = await openProxy(new URL(process.env.TEST_DATABASE_URL ?? ''));
  try {
    return await runTrial(
      {
        letters: sizes.letters,
        isExact: true,
        isLive: true,
        ports: (worker) => (worker === 0 ? { postgres: proxy.port } : {}),
        async strike(stage, struck) {
          const [worker] = stage.workers;
          await stage.reachPart(0.1);
          await stage.commits.atNext([worker], () => proxy.stall('toClient'));
          // What it sends is committed still, and it never hears of it.
          await sleep(2_000);
          say('Postgres is silent for the first worker');
          await struck.remember([worker]);
          await sleep(SILENT_MS);
          return {};
        },
      },
      say,
    );
  } finally {
    await proxy.close();
  }
}
