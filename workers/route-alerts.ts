// Makes posts of the letters that alerts are due for: soon after they were stored, a batch at a time.
import { readAlertRules } from '#lib/store/alert-routes.ts';
import { routeAlerts } from '#lib/store/route-alerts.ts';
import type { Tick } from './loop.ts';
import type { Room } from './room.ts';

/** A bell wakes it before. */
const IDLE_MS = 2000;

export function makeRouteTick(room: Room): Tick {
  return async () => {
    const rules = await readAlertRules(room.actor, room.config.slack?.channel ?? null);
    const { hasMore } = await routeAlerts(room.actor, rules);
    return hasMore ? 0 : IDLE_MS;
  };
}
