/** The trials of `npm run endure` at full size, by name. To add one: a line here, and a function that gives a TrialReport. */
import { troubleSlack } from '#tests/trials/alerts.ts';
import { killBroker } from '#tests/trials/broker.ts';
import { runClusterTrial } from '#tests/trials/cluster.ts';
import { fillDisk } from '#tests/trials/disk.ts';
import { stallBroker } from '#tests/trials/half-open.ts';
import { killWorkers } from '#tests/trials/kills.ts';
import { passLargeLetters } from '#tests/trials/large.ts';
import { pauseWorkers } from '#tests/trials/paused.ts';
import { killPostgres } from '#tests/trials/postgres.ts';
import { killReplays } from '#tests/trials/replay-kills.ts';
import { missExchange } from '#tests/trials/replay-neighbours.ts';
import { silencePostgres } from '#tests/trials/silent-postgres.ts';
import type { Trial } from '#tests/trials/report.ts';
import { vanish } from '#tests/trials/vanished.ts';
import { lookUntilGone } from './look.ts';
import { runSuites } from './rabbit4.ts';

const letters = 200_000;

export const trials: Readonly<Record<string, Trial>> = {
  kills: (say) => killWorkers({ letters, kills: 20 }, say),
  quorum: (say) => killWorkers({ letters, kills: 20, queueArguments: { 'x-queue-type': 'quorum' } }, say),
  postgres: (say) => killPostgres({ letters, kills: 5 }, say),
  'half-open': (say) => stallBroker({ letters, stalls: 2, heartbeatS: 10 }, say),
  'silent-pg': (say) => silencePostgres({ letters }, say),
  paused: (say) => pauseWorkers({ letters, pauseMs: 90_000, isAbandoned: false }, say),
  vanished: (say) => vanish({ letters: 200, letterMb: 5 }, say),
  broker: (say) => killBroker({ letters, kills: 5 }, say),
  cluster: (say) => runClusterTrial({ letters, perSecond: 2_000 }, say),
  disk: (say) => fillDisk({ letters, fullMs: 90_000 }, say),
  replays: (say) => killReplays({ letters: 20_000, kills: 20, waitsForLeases: false }, say),
  neighbours: (say) => missExchange({ letters: 1_000, missing: 50 }, say),
  alerts: (say) => troubleSlack({ letters: 5_000, waves: 300 }, say),
  large: (say) => passLargeLetters({ letters: 1_000, letterMb: 10, largestMb: 100, maxHeldMb: 128 }, say),
  rabbit4: runSuites,
  look: lookUntilGone,
};
