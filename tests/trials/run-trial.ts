// The frame of every trial of the drain: opens the stage, lets the trial strike, takes the account, clears away.
import type { Say } from '#scripts/progress.ts';
import { makeKills, type Kills } from './between.ts';
import { finish } from './finish.ts';
import type { TrialReport } from './report.ts';
import { openStage, type Stage, type StagePlan } from './stage.ts';

export type TrialPlan = StagePlan & {
  /** Kills of worker, network and Postgres: no second row at all. Otherwise it must say that it perhaps is one. */
  isExact: boolean;
  /** Numbers of this trial alone, and what was not as promised beyond the account. */
  strike(stage: Stage, kills: Kills): Promise<Strikes>;
};

export type Strikes = { notes?: Record<string, string | number>; faults?: string[] };

export async function runTrial(plan: TrialPlan, say: Say): Promise<TrialReport> {
  const startedAt = Date.now();
  const stage = await openStage(plan, say);
  try {
    const kills = makeKills(stage.database);
    const { notes = {}, faults = [] } = await plan.strike(stage, kills);
    say('draining what is left');
    const end = await finish(stage, plan.isExact);
    const { matched, marked, lost, surplusUnmarked, rows, cameAgain } = end.account;
    const killsBetween = kills.count() === 0 ? null : kills.countBetween(cameAgain);
    if (killsBetween === 0)
      faults.push('No kill fell between a commit and its ack: the trial proves nothing.');
    return {
      letters: plan.letters,
      kills: kills.count() || null,
      killsBetween,
      matched,
      marked,
      lost,
      surplusUnmarked,
      seconds: (Date.now() - startedAt) / 1000,
      notes: { rows, ...notes },
      faults: [...faults, ...end.faults],
    };
  } finally {
    await stage.close();
  }
}
