// The window of a worker's replays: at most 200 are between `publishing` and settled, topped up as their outcomes come.
import type { Publisher } from '#lib/broker/publisher.ts';
import { moveReplays, ringMoved, type Settlement } from '#lib/store/replay-work.ts';
import { backoffMs, waitMs } from './backoff.ts';
import type { CounterName } from './counters.ts';
import type { Room } from './room.ts';
import type { Planned, Stock } from './stock.ts';

/** A crash leaves no more of a worker's replays unknown. */
export const PUBLISHING_LIMIT = 200;
/** Steps written at once: what is confirmed while one is on its way need not wait for it. */
const MOVES = 2;
/** The pages hear so often of what has moved. */
const RING_MS = 100;
const LOOK_MS = 250;
/** A mark whose answer took longer is not acted upon: a publish may take 50 s, and its lease ends after 60. */
const LATE_MS = 8000;

/** Publishes what the stock holds and what is claimed meanwhile, until nothing is left, the broker is away or we must stop. */
export async function publishAll(
  room: Room,
  publisher: Publisher,
  stock: Stock,
  signal: AbortSignal,
): Promise<void> {
  const bell = makeBell(room);
  let outcomes: Settlement[] = [];
  /** As many as there may be in `publishing`, whichever of the steps that are being written ends first. */
  let inWindow = 0;
  let moving = 0;
  let trouble: unknown = null;
  let wake: () => void = () => undefined;

  async function publish(planned: Planned): Promise<void> {
    const { replay, routingKey, propertyBytes, dropped, body } = planned;
    const { id, deadLetterId, exchange } = replay;
    const { outcome, detail } = await publisher.publish({
      exchange,
      routingKey,
      propertyBytes,
      body,
      replayId: id,
    });
    stock.letGo(planned);
    // What surely never left waits for the connection to come back.
    const isUnsent = outcome === 'unsent';
    outcomes.push({
      id,
      deadLetterId,
      stage: isUnsent ? 'asked' : outcome,
      detail: isUnsent ? null : detail,
      dropped,
    });
    wake();
  }

  async function waitForChange(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LOOK_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Settles and marks in one step. While the store is away it is tried again: nothing else could be done. */
  async function move(settle: readonly Settlement[], planned: readonly Planned[]): Promise<void> {
    const ids = planned.map(({ replay }) => replay.id);
    for (let failures = 0; ; failures++) {
      try {
        const askedAt = Date.now();
        const step = { settle, publish: ids, isRepeated: failures > 0 };
        const { marked: ours, barred } = await moveReplays(room.actor, room.workerId, step);
        const isLate = Date.now() - askedAt > LATE_MS;
        for (const one of planned) {
          const isOurs = ours.has(one.replay.id);
          if (isOurs && !isLate) void publish(one);
          else stock.letGo(one);
          // Not one byte of it has left.
          if (isOurs && isLate) outcomes.push(giveBack(one.replay));
          if (barred.has(one.replay.id)) tell('refused', one.replay.deadLetterId);
        }
        inWindow -= planned.length - ours.size;
        break;
      } catch (error) {
        if (failures === 0)
          room.log.error({ err: error }, 'outcomes of replays cannot be written; trying again');
        // A worker that must stop leaves them: their leases lapse, and they are unknown.
        if (signal.aborted && failures > 3) throw error;
        await waitMs(backoffMs(failures), new AbortController().signal);
      }
    }
    for (const { stage, deadLetterId } of settle) {
      if (stage === 'asked') continue;
      tell(stage, deadLetterId);
    }
  }

  function tell(stage: keyof typeof counterOf, deadLetterId: string): void {
    room.counters.add(counterOf[stage]);
    bell.add(deadLetterId);
  }

  /** Counts both sides of a step so that no order in which steps are committed has more than the limit in `publishing`. */
  function begin(
    settled: readonly Settlement[],
    refused: readonly Settlement[],
    next: readonly Planned[],
  ): void {
    const freed = settled.length - next.length;
    inWindow += Math.max(0, -freed);
    moving++;
    void move([...settled, ...refused], next)
      .then(() => {
        inWindow -= Math.max(0, freed);
      })
      .catch((error: unknown) => {
        trouble ??= error;
      })
      .finally(() => {
        moving--;
        wake();
      });
  }

  for (;;) {
    const goesOn = !signal.aborted && publisher.isReady && stock.trouble === null && trouble === null;
    if (goesOn) stock.refill(() => wake());
    if (moving < MOVES) {
      const settled = outcomes;
      outcomes = [];
      const refused = stock.takeRefused();
      const next = goesOn ? stock.take(PUBLISHING_LIMIT - inWindow + settled.length) : [];
      if (settled.length + refused.length + next.length > 0) {
        begin(settled, refused, next);
        continue;
      }
      if (moving === 0 && (trouble !== null || (inWindow === 0 && (!goesOn || stock.isEmpty)))) break;
    }
    await waitForChange();
  }
  if (trouble !== null) throw trouble;
  const rest = await stock.close();
  if (rest.length > 0) await move(rest.map(giveBack), []);
  await bell.ring();
  if (stock.trouble !== null) throw stock.trouble;
}

function giveBack({ id, deadLetterId }: { id: string; deadLetterId: string }): Settlement {
  return { id, deadLetterId, stage: 'asked', detail: null, dropped: [] };
}

/** Rings now and then for many letters: each ring goes to every page that is open. */
function makeBell(room: Room): { add(deadLetterId: string): void; ring(): Promise<void> } {
  let moved: string[] = [];
  let timer: NodeJS.Timeout | undefined;

  async function ring(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const ids = moved;
    moved = [];
    try {
      if (ids.length > 0) await ringMoved(room.actor, ids);
    } catch (error) {
      // The pages look by themselves now and then.
      room.log.warn({ err: error }, 'the pages could not be told which letters moved');
    }
  }

  return {
    add(deadLetterId) {
      moved.push(deadLetterId);
      timer ??= setTimeout(() => void ring(), RING_MS);
    },
    ring,
  };
}

const counterOf: Record<Exclude<Settlement['stage'], 'asked'>, CounterName> = {
  confirmed: 'replaysConfirmed',
  returned: 'replaysReturned',
  nacked: 'replaysNacked',
  refused: 'replaysRefused',
  unknown: 'replaysUnknown',
};
