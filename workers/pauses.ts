// Which queues people have paused: looked at when the bell rings, and every second in case it was missed.
import type { Actor } from '#lib/domain/actor.ts';
import { listPausedQueues } from '#lib/store/pauses.ts';
import type { Tick } from './loop.ts';
import type { Room } from './room.ts';

const LOOK_MS = 1000;

export type Pauses = {
  /** As they were at the last look. */
  has(queue: string): boolean;
  /** Throws trouble with the store; then they count as they did. */
  look(): Promise<void>;
  /** Resolves when a queue is paused (or no longer), as a look has it, or when the signal is aborted. */
  until(queue: string, isPaused: boolean, signal: AbortSignal): Promise<void>;
};

export function makePauses(actor: Actor): Pauses {
  let paused: ReadonlySet<string> = new Set();
  const listeners = new Set<() => void>();

  return {
    has: (queue) => paused.has(queue),
    async look() {
      paused = new Set(await listPausedQueues(actor));
      for (const tell of listeners) tell();
    },
    until: (queue, isPaused, signal) =>
      new Promise((resolve) => {
        function look(): void {
          if (paused.has(queue) !== isPaused && !signal.aborted) return;
          listeners.delete(look);
          signal.removeEventListener('abort', look);
          resolve();
        }
        listeners.add(look);
        signal.addEventListener('abort', look);
        look();
      }),
  };
}

export function makePauseTick(room: Room): Tick {
  return async () => {
    await room.pauses.look();
    return LOOK_MS;
  };
}
