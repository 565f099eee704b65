// What follows the drain, one worker at a time.
import { countArrivals } from '#lib/store/arrivals.ts';
import { followNext, type Follower } from '#lib/store/follow.ts';
import type { Tick } from './loop.ts';
import type { Room } from './room.ts';

/** Letters are found by what it writes so late; more of them at once cost less. */
const SOON_MS = 1000;
const OTHERS_MS = 5000;
const ARRIVALS_MS = 60_000;

export function makeFollowTick(room: Room, follower: Follower): Tick {
  return async () => {
    const followed = await followNext(room.actor, room.workerId, follower);
    if (followed === null) return OTHERS_MS;
    return followed.hasMore ? 0 : SOON_MS;
  };
}

/** Hours that are over are counted for the chart. */
export function makeArrivalTick(room: Room): Tick {
  return async () => ((await countArrivals(room.actor)) ? 0 : ARRIVALS_MS);
}
