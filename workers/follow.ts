// What follows the drain, one worker at a time.
import { countArrivals } from '#lib/store/arrivals.ts';
import { followNext, type Follower, type Rest } from '#lib/store/follow.ts';
import { waitMs } from './backoff.ts';
import type { Tick } from './loop.ts';
import type { Room } from './room.ts';

/** Letters are found by what it writes so late; more of them at once cost less. */
const SOON_MS = 1000;
const OTHERS_MS = 5000;
const ARRIVALS_MS = 60_000;

/** While letters pour in or out (so many a second), what follows them takes one part of so many: drain and replays go first. */
const FLOOD_PER_S = 1000;
const PARTS = 20;
/** Well below its lease. */
const MAX_REST_MS = 10_000;

export function makeFollowTick(room: Room, follower: Follower): Tick {
  return async (signal) => {
    const followed = await followNext(room.actor, room.workerId, follower, makeRest(room, signal));
    if (followed === null) return OTHERS_MS;
    return followed.hasMore ? 0 : SOON_MS;
  };
}

/** Rests after each batch in a flood, the longer the more the batch took. A worker that stops does not wait for what follows. */
function makeRest(room: Room, signal: AbortSignal): Rest {
  let begunAt = Date.now();
  return async () => {
    const tookMs = Date.now() - begunAt;
    if (isFlood(room)) await waitMs(Math.min(MAX_REST_MS, tookMs * (PARTS - 1)), signal);
    begunAt = Date.now();
    return !signal.aborted;
  };
}

const floods = new WeakMap<Room, { at: number; moved: number; isFlood: boolean }>();

/** Looked at so often: letters are stored some hundreds at a time. */
const LOOK_MS = 250;

/** Letters pour in or out. */
export function isFlood(room: Room): boolean {
  const { lettersStored = 0, replaysConfirmed = 0 } = room.counters.read();
  const moved = lettersStored + replaysConfirmed;
  const last = floods.get(room);
  const passedMs = Date.now() - (last?.at ?? 0);
  if (last !== undefined && passedMs < LOOK_MS) return last.isFlood;
  const isNow = last !== undefined && ((moved - last.moved) * 1000) / passedMs > FLOOD_PER_S;
  floods.set(room, { at: Date.now(), moved, isFlood: isNow });
  return isNow;
}

/** Hours that are over are counted for the chart. */
export function makeArrivalTick(room: Room): Tick {
  return async () => ((await countArrivals(room.actor)) ? 0 : ARRIVALS_MS);
}
