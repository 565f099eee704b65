// Stops and starts reading a connection's socket, so that the broker holds what we have no room for.
import type { ConnectionInside } from './amqplib.ts';

const lifeSignMs = 1000;
// RabbitMQ closes a connection that takes nothing for 30 s (tried: 3.10 does; reported of 4.1). So now and then a sip is
// taken, large enough that TCP opens its window again. They are counted: what is held stays bounded.
const sipEveryMs = 10_000;
const sipBytes = 1024 * 1024;
const maxSips = 20;

/** While paused, next to nothing is read, buffers fill, and RabbitMQ waits. We still write: acks and heartbeats. */
export type Reading = { readonly isPaused: boolean; pause(): void; resume(): void };

export function makeReading(inside: ConnectionInside): Reading {
  const nextFrame = inside.recvFrame.bind(inside);
  let ticking: NodeJS.Timeout | null = null;
  let ticks = 0;
  let readUntil = Number.POSITIVE_INFINITY;
  // amqplib asks for frame after frame in one go: a pause must also hold back those it has read already.
  inside.recvFrame = () => (inside.stream.bytesRead < readUntil ? nextFrame() : false);

  function tick(): void {
    ticks += 1;
    // Heartbeats that we do not read are no sign of death. A broker that does die is noticed by what we write.
    inside.recvSinceLastCheck = true;
    const isSip = (ticks * lifeSignMs) % sipEveryMs === 0 && (ticks * lifeSignMs) / sipEveryMs <= maxSips;
    if (isSip) readTo(inside.stream.bytesRead + sipBytes);
  }

  function readTo(bytes: number): void {
    readUntil = bytes;
    // This event makes amqplib read on.
    inside.stream.emit('readable');
  }

  return {
    get isPaused() {
      return ticking !== null;
    },
    pause() {
      if (ticking !== null) return;
      ticks = 0;
      readUntil = 0;
      ticking = setInterval(tick, lifeSignMs).unref();
    },
    resume() {
      if (ticking === null) return;
      clearInterval(ticking);
      ticking = null;
      inside.recvSinceLastCheck = true;
      // Later, so that nobody gets a delivery in the middle of an ack.
      setImmediate(() => {
        if (ticking === null) readTo(Number.POSITIVE_INFINITY);
      });
    },
  };
}
