// Writes outcomes of replays as they come, many in one statement. While the store is away they are kept and tried again.
import { settleReplays, type Settlement } from '#lib/store/replay-work.ts';
import { backoffMs, waitMs } from './backoff.ts';
import type { CounterName } from './counters.ts';
import type { Room } from './room.ts';

export type Settler = {
  settle(settlement: Settlement): void;
  /** Resolves when all that was given is written. Rejects only while stopping, when the store stays away. */
  done(): Promise<void>;
};

export function makeSettler(room: Room, signal: AbortSignal): Settler {
  let waiting: Settlement[] = [];
  let writing: Promise<void> | null = null;

  function start(): Promise<void> {
    writing ??= write().finally(() => {
      writing = null;
    });
    return writing;
  }

  async function write(): Promise<void> {
    // One turn of the event loop: confirms come in bursts.
    await new Promise((resolve) => setImmediate(resolve));
    for (let failures = 0; waiting.length > 0;) {
      const settlements = waiting;
      waiting = [];
      try {
        await settleReplays(room.actor, room.workerId, settlements);
        for (const { stage } of settlements) room.counters.add(counterOf[stage]);
        failures = 0;
      } catch (error) {
        waiting = [...settlements, ...waiting];
        if (failures === 0)
          room.log.error({ err: error }, 'outcomes of replays cannot be written; trying again');
        // A worker that must stop leaves them: their leases lapse, and they are unknown.
        if (signal.aborted && failures > 3) throw error;
        await waitMs(backoffMs(failures++), new AbortController().signal);
      }
    }
  }

  return {
    settle(settlement) {
      waiting.push(settlement);
      // Whoever waits in done() hears of its trouble.
      start().catch(() => undefined);
    },
    async done() {
      while (waiting.length > 0 || writing !== null) await start();
    },
  };
}

const counterOf: Record<Settlement['stage'], CounterName> = {
  confirmed: 'replaysConfirmed',
  returned: 'replaysReturned',
  nacked: 'replaysNacked',
  refused: 'replaysRefused',
  unknown: 'replaysUnknown',
};
