// Carries out replays: claim → check and plan → mark publishing → publish → settle, as a pipeline. One bad replay does not hurt its neighbours.
import type { Publisher } from '#lib/broker/publisher.ts';
import type { Tick } from './loop.ts';
import { makeExchangeChecks } from './exchange-checks.ts';
import { publishAll } from './publish-all.ts';
import { openStock } from './replay-stock.ts';
import type { Room } from './room.ts';

const IDLE_MS = 1000;

/** A tick lasts as long as anything is asked or under way. */
export function makeReplayTick(room: Room, publisher: () => Publisher | null): Tick {
  return async (signal) => {
    const open = publisher();
    if (!open?.isReady) return IDLE_MS;
    const stock = await openStock(room, open, makeExchangeChecks(open));
    if (stock === null) return IDLE_MS;
    try {
      await publishAll(room, open, stock, signal);
    } finally {
      // What was claimed for it and is not published goes back with its lease, where it could not be given back.
      room.stock = null;
    }
    return 0;
  };
}
