// The worker dies by SIGKILL at the moment of a commit, again and again, while a second one drains beside it.
import type { Say } from '#scripts/progress.ts';
import type { TrialReport } from './report.ts';
import { runTrial } from './run-trial.ts';

export type KillSizes = {
  letters: number;
  kills: number;
  queueArguments?: Readonly<Record<string, unknown>>;
};

/** Whichever worker commits first; it is started again at once. */
export async function killWorkers({ letters, kills, ...rest }: KillSizes, say: Say): Promise<TrialReport> {
  return runTrial(
    {
      letters,
      ...rest,
      isExact: true,
      async strike(stage, struck) {
        const starts: Promise<void>[] = [];
        for (let kill = 0; kill < kills; kill++) {
          await stage.reachPart((kill + 1) / (kills + 2));
          const worker = await stage.commits.atNext(stage.workers, (one) => one.strike());
          await worker.killed();
          await struck.remember([worker]);
          starts.push(worker.start());
        }
        await Promise.all(starts);
        return {};
      },
    },
    say,
  );
}
