// Deliveries become batches: 500 letters, 8 MB or 20 ms after the first, whichever is first.
import { weightOf, type Delivery } from '#lib/domain/delivery.ts';

export const BATCH_LETTERS = 500;
export const BATCH_BYTES = 8 * 1024 * 1024;
export const BATCH_MS = 20;

export type Batches = {
  push(delivery: Delivery): void;
  /** The next batch, or null after the end. What was pushed before `end()` still comes. */
  next(): Promise<Delivery[] | null>;
  end(): void;
  /** Ends at once: what was not taken yet is forgotten (its channel is gone, so it comes again). */
  drop(): void;
};

export function makeBatches(): Batches {
  let waiting: Delivery[] = [];
  let bytes = 0;
  let firstAt = 0;
  let isEnded = false;
  let wake: (() => void) | undefined;

  const isOver = () => isEnded;
  const isFull = () => waiting.length >= BATCH_LETTERS || bytes >= BATCH_BYTES;

  function ring(): void {
    const ringing = wake;
    wake = undefined;
    ringing?.();
  }

  function sleep(ms: number | null): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === null ? undefined : setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function take(): Delivery[] {
    let count = 0;
    let taken = 0;
    while (count < waiting.length && count < BATCH_LETTERS && (count === 0 || taken < BATCH_BYTES)) {
      taken += weightOf(waiting[count++] as Delivery);
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    bytes -= taken;
    firstAt = Date.now();
    return batch;
  }

  return {
    push(delivery) {
      if (isEnded) return;
      if (waiting.length === 0) firstAt = Date.now();
      waiting.push(delivery);
      bytes += weightOf(delivery);
      if (waiting.length === 1 || isFull()) ring();
    },
    async next() {
      while (waiting.length === 0 && !isOver()) await sleep(null);
      while (!isFull() && !isOver()) {
        const leftMs = firstAt + BATCH_MS - Date.now();
        if (leftMs <= 0) break;
        await sleep(leftMs);
      }
      return waiting.length === 0 ? null : take();
    },
    end() {
      isEnded = true;
      ring();
    },
    drop() {
      waiting = [];
      bytes = 0;
      isEnded = true;
      ring();
    },
  };
}
