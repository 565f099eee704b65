// Marks letters behind the drain, one worker at a time.
import { markNext } from '#lib/store/marks.ts';
import type { Tick } from './loop.ts';
import type { Room } from './room.ts';

/** Letters are found by their marks so late; more of them at once cost less. */
const SOON_MS = 1000;
const OTHERS_MS = 5000;

export function makeMarkTick(room: Room): Tick {
  return async () => {
    const count = await markNext(room.actor, room.workerId);
    return count === null ? OTHERS_MS : SOON_MS;
  };
}
