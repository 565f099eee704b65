// Looks at what is wrong besides new letters: letters that stand open too long, failures that grow, a drain or a broker that is gone.
import { keepWatch, readWatches } from '#lib/store/alarms.ts';
import type { Tick } from './loop.ts';
import type { Room } from './room.ts';
import { readRules } from './route-alerts.ts';

const LOOK_MS = 15_000;

export function makeWatchTick(room: Room): Tick {
  return async () => {
    const { fallback } = await readRules(room);
    const watching = await readWatches(room.actor, fallback?.channel ?? null);
    await keepWatch(room.actor, watching, room.config.publicUrl);
    return LOOK_MS;
  };
}
