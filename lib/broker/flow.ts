// Bounds the bytes that a connection's deliveries hold until they are acked.
import type { Connection } from './connection.ts';

// RabbitMQ closes a connection whose socket takes nothing for 30 s, and delivers all again (tried on 3.10; 4.1 is said to do
// the same). So in a long pause a delivery is read now and then, up to a bound of its own.
const sipEveryMs = 10_000;
const sipsUpTo = 1.5;

/** Taken and released by the sessions themselves. One for a connection that only consumes: a paused socket hears nothing. */
export type Flow = {
  readonly heldBytes: number;
  readonly isPaused: boolean;
  take(bytes: number): void;
  release(bytes: number): void;
};

/**
 * Reads no further while `maxHeldBytes` are held. One delivery may cross the bound, else the largest would never pass;
 * in a pause of more than some seconds half as much again may come.
 */
export function makeFlow(connection: Connection, maxHeldBytes: number): Flow {
  const { reading } = connection;
  let heldBytes = 0;
  let sips: NodeJS.Timeout | null = null;

  function pause(): void {
    reading.pause();
    sips ??= setInterval(() => {
      if (heldBytes < maxHeldBytes * sipsUpTo) reading.sip();
    }, sipEveryMs).unref();
  }

  function resume(): void {
    reading.resume();
    if (sips !== null) clearInterval(sips);
    sips = null;
  }

  return {
    get heldBytes() {
      return heldBytes;
    },
    get isPaused() {
      return reading.isPaused;
    },
    take(bytes) {
      heldBytes += bytes;
      if (heldBytes >= maxHeldBytes) pause();
    },
    release(bytes) {
      heldBytes -= bytes;
      if (heldBytes < maxHeldBytes) resume();
    },
  };
}
