// Replays that a worker has claimed and not let go, and how many bytes of them are in memory.
import type { ClaimedReplay } from '#lib/store/replay-claims.ts';

export type Held = {
  readonly size: number;
  /** Of those whose content is in memory. */
  readonly bytes: number;
  has(id: string): boolean;
  add(replay: ClaimedReplay): void;
  /** Its content is in memory. */
  weigh(replay: ClaimedReplay): void;
  letGo(replay: ClaimedReplay): void;
  list(): ClaimedReplay[];
};

export function makeHeld(): Held {
  const held = new Map<string, ClaimedReplay>();
  const weighed = new Set<string>();
  let bytes = 0;

  function weigh(replay: ClaimedReplay): void {
    weighed.add(replay.id);
    bytes += replay.bytes;
  }

  return {
    get size() {
      return held.size;
    },
    get bytes() {
      return bytes;
    },
    has: (id) => held.has(id),
    add(replay) {
      held.set(replay.id, replay);
      if (replay.content) weigh(replay);
    },
    weigh,
    letGo(replay) {
      held.delete(replay.id);
      if (weighed.delete(replay.id)) bytes -= replay.bytes;
    },
    list: () => [...held.values()],
  };
}
