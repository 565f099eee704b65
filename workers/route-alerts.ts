// Makes posts of the letters that alerts are due for: soon after they were stored, a batch at a time.
import type { Rules } from '#lib/domain/alerts/choose-routes.ts';
import { readAlertRules } from '#lib/store/alert-rules.ts';
import { routeAlerts, setAsideDue } from '#lib/store/route-alerts.ts';
import { isRefusedRow } from '#lib/store/trouble.ts';
import { isFlood } from './follow.ts';
import type { Tick } from './loop.ts';
import type { Room } from './room.ts';

/** A bell wakes it before. */
const IDLE_MS = 2000;
const BATCH = 500;
/** In a flood a quarter of the time is its own. */
const RESTS = 3;
const MAX_REST_MS = 1000;

export function makeRouteTick(room: Room): Tick {
  let most = BATCH;
  return async () => {
    const rules = await readRules(room);
    const begunAt = Date.now();
    try {
      const { hasMore } = await routeAlerts(room.actor, rules, most);
      // What could not be routed lay among them, or not: the next are more again.
      most = Math.min(BATCH, most * 2);
      if (!hasMore) return IDLE_MS;
      // What is told a second later may be: the drain goes first.
      return isFlood(room) ? Math.min(MAX_REST_MS, (Date.now() - begunAt) * RESTS) : 0;
    } catch (error) {
      if (!isRefusedRow(error)) throw error;
      if (most > 1) {
        most = Math.ceil(most / 5);
        return 0;
      }
      const id = await setAsideDue(room.actor);
      room.log.error({ letter: id, err: error }, 'a letter cannot be routed: it is told nowhere');
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
