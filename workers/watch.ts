// Looks at what is wrong besides new letters: letters that stand open too long, failures that grow, a drain or a broker that is gone;
// and with alerts themselves.
import { readAlertProblems } from '#lib/store/alert-problems.ts';
import { keepWatch, readWatches } from '#lib/store/alarms.ts';
import type { Tick } from './loop.ts';
import type { Room } from './room.ts';
import { readRules } from './route-alerts.ts';

const LOOK_MS = 15_000;
const PROBLEMS_MS = 3000;

export function makeWatchTick(room: Room): Tick {
  return async () => {
    const { fallback } = await readRules(room);
    const watching = await readWatches(room.actor, {
      fallback: fallback?.channel ?? null,
      hasSlack: room.config.slack !== null,
    });
    await keepWatch(room.actor, watching, room.config.publicUrl);
    return LOOK_MS;
  };
}

/** All workers say the same of it, whichever of them met the trouble; and all stop saying it. */
export function makeAlertProblemTick(room: Room): Tick {
  return async () => {
    const problems = await readAlertProblems(room.actor);
    for (const part of Object.keys(room.problems.read()))
      if (part.startsWith('alerts')) room.problems.set(part, null);
    for (const [channel, problem] of problems)
      room.problems.set(channel === '' ? 'alerts' : `alerts ${channel}`, problem);
    return PROBLEMS_MS;
  };
}
