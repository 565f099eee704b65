// Makes posts of the letters that alerts are due for: soon after they were stored, a batch at a time.
import type { Rules } from '#lib/domain/alerts/choose-routes.ts';
import { readAlertRules } from '#lib/store/alert-rules.ts';
import { releaseNext } from '#lib/store/release-posts.ts';
import { routeAlerts, RouteFault, setAsideDue } from '#lib/store/route-alerts.ts';
import { isFlood } from './follow.ts';
import type { Tick } from './loop.ts';
import type { Room } from './room.ts';

/** A bell wakes it before. */
const IDLE_MS = 2000;
const BATCH = 500;
const MOST_FAULTS = 3;
const FAULT_WAIT_MS = 500;
/** In a flood a quarter of the time is its own. */
const RESTS = 3;
const MAX_REST_MS = 1000;

export function makeRouteTick(room: Room): Tick {
  let most = BATCH;
  let faults = { id: '', many: 0 };
  return async () => {
    const rules = await readRules(room);
    const begunAt = Date.now();
    const hasReleased = await releaseNext(room.actor);
    try {
      const { hasMore } = await routeAlerts(room.actor, rules, most);
      // What could not be routed lay among them, or not: the next are more again.
      most = Math.min(BATCH, most * 2);
      if (!hasMore) return hasReleased ? 0 : IDLE_MS;
      // What is told a second later may be: the drain goes first.
      return isFlood(room) ? Math.min(MAX_REST_MS, (Date.now() - begunAt) * RESTS) : 0;
    } catch (error) {
      if (!(error instanceof RouteFault)) throw error;
      const [id] = error.letterIds;
      if (error.letterIds.length > 1 || id === undefined) {
        most = Math.ceil(most / 5);
        return 0;
      }
      // Alone, and again and again: it is the letter's own.
      faults = faults.id === id ? { id, many: faults.many + 1 } : { id, many: 1 };
      if (faults.many < MOST_FAULTS) return FAULT_WAIT_MS;
      await setAsideDue(room.actor, id);
      room.log.error({ letter: id, err: error.cause }, 'a letter cannot be routed: it is told nowhere');
      return 0;
    }
  };
}

/** Notes whether they lead anywhere: only then alerts are due for the letters that are stored. */
export async function readRules(room: Room): Promise<Rules> {
  const rules = await readAlertRules(room.actor, room.config.slack?.channel ?? null);
  room.alerts.areDue = rules.routes.length > 0 || rules.fallback !== null;
  return rules;
}
