// Feeds replay runs: one worker a run, step by step; all workers publish what it feeds (replay.ts).
import { releaseClaimed } from '#lib/store/replay-claims.ts';
import { listDueRuns, stepRun, type Step } from '#lib/store/run-feed.ts';
import type { Tick } from './loop.ts';
import type { Room } from './room.ts';

/** Runs whose worker died are found so soon. */
const IDLE_MS = 1000;
/** Between two steps: as fast as letters go, and where a rate is slow no faster than it asks. */
const FAST_MS = 40;
const SLOW_MS = 200;

export function makeRunTick(room: Room): Tick {
  return async (signal) => {
    const ids = await listDueRuns(room.actor, room.workerId);
    let next = IDLE_MS;
    for (const id of ids) {
      if (signal.aborted) break;
      const step = await stepRun(room.actor, room.workerId, id, room.stock?.wants);
      if (step === null) continue;
      if (room.stock !== null) room.stock.add(step.claimed);
      else await releaseClaimed(room.actor, room.workerId, step.claimed);
      next = Math.min(next, delayOf(step));
    }
    return next;
  };
}

function delayOf({ moved, hasMore, rate }: Step): number {
  if (hasMore) return 0;
  if (rate === null) return moved ? FAST_MS : SLOW_MS;
  return Math.min(SLOW_MS, Math.max(FAST_MS, 500 / rate));
}
