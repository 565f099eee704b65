// Postgres dies by kill -9 and comes back, again and again: every other time its answers to the last commits were on their way.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Say } from '#scripts/progress.ts';
import { startOwnPostgres } from './own-services.ts';
import { openProxy } from './proxy.ts';
import type { TrialReport } from './report.ts';
import { runTrial } from './run-trial.ts';

const AWAY_MS = 500;

export async function killPostgres(
  sizes: { letters: number; kills: number },
  say: Say,
): Promise<TrialReport> {
  const postgres = await startOwnPostgres();
  const proxy = await openProxy(new URL(postgres.service().url));
  try {
    return await runTrial(
      {
        letters: sizes.letters,
        server: postgres.service().url,
        isExact: true,
        ports: () => ({ postgres: proxy.port }),
        async strike(stage, struck) {
          for (let kill = 0; kill < sizes.kills; kill++) {
            await stage.reachPart((kill + 1) / (sizes.kills + 2));
            // Committed, and the worker never hears of it. At the other kills it has just heard.
            if (kill % 2 === 0) proxy.stall('toClient');
            let killing: Promise<void> = Promise.resolve();
            await stage.commits.atNext(stage.workers, () => {
              killing = postgres.kill();
            });
            await killing;
            proxy.cut();
            await sleep(AWAY_MS);
            await postgres.startAgain();
            await struck.remember(stage.workers);
          }
          return {};
        },
      },
      say,
    );
  } finally {
    await proxy.close();
    await postgres.close();
  }
}
