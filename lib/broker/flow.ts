// Bounds the bytes that a connection's deliveries hold until they are acked.
import type { Connection } from './connection.ts';

/** Taken and released by the sessions themselves. One for a connection that only consumes: a paused socket hears nothing. */
export type Flow = {
  readonly heldBytes: number;
  readonly isPaused: boolean;
  take(bytes: number): void;
  release(bytes: number): void;
};

/** Reads no further while `maxHeldBytes` are held. One delivery may cross the bound, else the largest would never pass. */
export function makeFlow(connection: Connection, maxHeldBytes: number): Flow {
  const { reading } = connection;
  let heldBytes = 0;

  return {
    get heldBytes() {
      return heldBytes;
    },
    get isPaused() {
      return reading.isPaused;
    },
    take(bytes) {
      heldBytes += bytes;
      if (heldBytes >= maxHeldBytes) reading.pause();
    },
    release(bytes) {
      heldBytes -= bytes;
      if (heldBytes < maxHeldBytes) reading.resume();
    },
  };
}
