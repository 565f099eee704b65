// What follows the drain, one worker at a time.
import { followNext, type Follower } from '#lib/store/follow.ts';
import type { Tick } from './loop.ts';
import type { Room } from './room.ts';

/** Letters are found by what it writes so late; more of them at once cost less. */
const SOON_MS = 1000;
const OTHERS_MS = 5000;

export function makeFollowTick(room: Room, follower: Follower): Tick {
  return async () => {
    const count = await followNext(room.actor, room.workerId, follower);
    return count === null ? OTHERS_MS : SOON_MS;
  };
}
