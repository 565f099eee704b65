// Makes posts of the letters that alerts are due for: soon after they were stored, a batch at a time.
import type { Rules } from '#lib/domain/alerts/choose-routes.ts';
import { readAlertRules } from '#lib/store/alert-rules.ts';
import { routeAlerts } from '#lib/store/route-alerts.ts';
import type { Tick } from './loop.ts';
import type { Room } from './room.ts';

/** A bell wakes it before. */
const IDLE_MS = 2000;

export function makeRouteTick(room: Room): Tick {
  return async () => {
    const { hasMore } = await routeAlerts(room.actor, await readRules(room));
    return hasMore ? 0 : IDLE_MS;
  };
}

/** Notes whether they lead anywhere: only then alerts are due for the letters that are stored. */
export async function readRules(room: Room): Promise<Rules> {
  const rules = await readAlertRules(room.actor, room.config.slack?.channel ?? null);
  room.alerts.areDue = rules.routes.length > 0 || rules.fallback !== null;
  return rules;
}
