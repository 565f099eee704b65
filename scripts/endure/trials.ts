/** The trials of `npm run endure` at full size, by name. To add one: a line here, and a function that gives a TrialReport. */
import { killWorkers } from '#tests/trials/kills.ts';
import type { Trial } from '#tests/trials/report.ts';

export const trials: Readonly<Record<string, Trial>> = {
  kills: (say) => killWorkers({ letters: 200_000, kills: 20 }, say),
};
