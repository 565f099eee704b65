// Stops and starts reading a connection's socket, so that the broker holds what we have no room for.
import type { ConnectionInside } from './amqplib.ts';

const lifeSignMs = 1000;
/** Less would not make TCP open its window again. */
const sipBytes = 1024 * 1024;

/** While paused nothing is read, buffers fill, and RabbitMQ waits. We still write: acks and heartbeats. */
export type Reading = {
  readonly isPaused: boolean;
  /** In a sip, ends it. */
  pause(): void;
  /** While paused, reads up to the next pause(), and a little more. */
  sip(): void;
  resume(): void;
};

export function makeReading(inside: ConnectionInside): Reading {
  const nextFrame = inside.recvFrame.bind(inside);
  let lifeSigns: NodeJS.Timeout | null = null;
  let readUntil = Number.POSITIVE_INFINITY;
  let sipUntil = 0;
  // amqplib asks for frame after frame in one go: a pause must also hold back those it has read already.
  inside.recvFrame = () => (inside.stream.bytesRead < readUntil ? nextFrame() : false);

  function readOn(): void {
    readUntil = Number.POSITIVE_INFINITY;
    // This event makes amqplib ask for frames.
    inside.stream.emit('readable');
  }

  return {
    get isPaused() {
      return lifeSigns !== null;
    },
    pause() {
      if (lifeSigns === null) sipUntil = 0;
      readUntil = sipUntil;
      // Heartbeats that we do not read are no sign of death. A broker that does die is noticed by what we write.
      lifeSigns ??= setInterval(() => {
        inside.recvSinceLastCheck = true;
      }, lifeSignMs).unref();
    },
    sip() {
      if (lifeSigns === null) return;
      sipUntil = inside.stream.bytesRead + sipBytes;
      readOn();
    },
    resume() {
      if (lifeSigns === null) return;
      clearInterval(lifeSigns);
      lifeSigns = null;
      inside.recvSinceLastCheck = true;
      // Later, so that nobody gets a delivery in the middle of an ack.
      setImmediate(() => {
        if (lifeSigns === null) readOn();
      });
    },
  };
}
