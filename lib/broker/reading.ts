// Stops and starts reading a connection's socket, so that the broker holds what we have no room for.
import type { ConnectionInside } from './amqplib.ts';

const lifeSignMs = 1000;

/** While paused, no frame is taken from the socket, its buffers fill, and RabbitMQ waits. We still write: acks and heartbeats. */
export type Reading = { readonly isPaused: boolean; pause(): void; resume(): void };

export function makeReading(inside: ConnectionInside): Reading {
  let lifeSigns: NodeJS.Timeout | null = null;
  const nextFrame = inside.recvFrame.bind(inside);
  // amqplib asks for frame after frame in one go: a pause must also hold back those it has read already.
  inside.recvFrame = () => (lifeSigns === null ? nextFrame() : false);

  return {
    get isPaused() {
      return lifeSigns !== null;
    },
    pause() {
      // Heartbeats that we do not read are no sign of death. A broker that does die is noticed by what we write.
      lifeSigns ??= setInterval(() => {
        inside.recvSinceLastCheck = true;
      }, lifeSignMs).unref();
      inside.recvSinceLastCheck = true;
    },
    resume() {
      if (lifeSigns === null) return;
      clearInterval(lifeSigns);
      lifeSigns = null;
      inside.recvSinceLastCheck = true;
      // Later, so that nobody gets a delivery in the middle of an ack. The event makes amqplib read again.
      setImmediate(() => inside.stream.emit('readable'));
    },
  };
}
