// Publishes replays: mandatory and confirmed, each exchange on a channel of its own, so that one bad exchange hurts no other.
import { findOversize, sayOversize } from '#lib/domain/oversize.ts';
import { AppError } from '#lib/errors.ts';
import { askAside } from './channel.ts';
import type { Connection } from './connection.ts';
import { maxPropertyBytes } from './frames.ts';
import { makeLane, type Lane } from './lane.ts';
import type { Published, Publishing } from './publishing.ts';

export type Publisher = {
  /** Whether it is worth publishing now: connected, and RabbitMQ takes publishes. */
  readonly isReady: boolean;
  /** The most bytes that a message's properties may have. */
  readonly maxPropertyBytes: number;
  /** Null when the exchange is there; else the reason in words. Throws AppError('unavailable') when the connection is gone. */
  checkExchange(name: string): Promise<string | null>;
  /** Answers within twice the time a confirm may take: once for its turn, once for the confirm. Never rejects. */
  publish(publishing: Publishing): Promise<Published>;
  /** Waits for what is in flight, at most as long as a confirm may take, then closes the channels. Publishes no more. */
  close(): Promise<void>;
};

/** A publish takes at most twice confirmTimeoutMs: that must be less than a replay's lease. Idle channels are closed. */
export type PublisherOptions = { confirmTimeoutMs?: number; idleMs?: number; maxChannels?: number };

const MAX_NAME_BYTES = 255;

export function openPublisher(connection: Connection, options: PublisherOptions = {}): Publisher {
  const { confirmTimeoutMs = 25_000, idleMs = 60_000, maxChannels = 100 } = options;
  const lanes = new Map<string, Lane>();
  let isClosed = false;
  const sweep = setInterval(closeIdle, idleMs / 2).unref();

  function laneOf(exchange: string): Lane {
    const open = lanes.get(exchange);
    if (open?.isUsable) return open;
    if (lanes.size >= maxChannels) closeLongestIdle();
    const lane = makeLane(connection, exchange, confirmTimeoutMs);
    lanes.set(exchange, lane);
    return lane;
  }

  function closeIdle(): void {
    for (const [exchange, lane] of lanes) if (lane.idleMs > idleMs || !lane.isUsable) drop(exchange, lane);
  }

  function closeLongestIdle(): void {
    const [longest] = [...lanes]
      .filter(([, lane]) => lane.idleMs > 0)
      .sort(([, a], [, b]) => b.idleMs - a.idleMs);
    if (longest) drop(...longest);
  }

  function drop(exchange: string, lane: Lane): void {
    lanes.delete(exchange);
    void lane.close();
  }

  return {
    get isReady() {
      return !isClosed && connection.isOpen && connection.blockedBecause === null;
    },
    maxPropertyBytes: maxPropertyBytes(connection.frameMax),
    async checkExchange(name) {
      // The default exchange is always there, and may not be asked about.
      if (name === '') return null;
      const asked = await askAside(connection, (channel) => channel.checkExchange(name));
      if (asked.ok) return null;
      if (asked.end.by === 'connection')
        throw new AppError('unavailable', `RabbitMQ is gone: ${asked.end.message}`);
      return asked.end.message;
    },
    async publish(publishing) {
      const fault = faultOf(publishing, maxPropertyBytes(connection.frameMax));
      if (fault !== null) return { outcome: 'refused', detail: fault };
      const sendBefore = Date.now() + confirmTimeoutMs;
      for (;;) {
        if (isClosed || !connection.isOpen)
          return { outcome: 'unsent', detail: 'Not sent: there is no connection to RabbitMQ' };
        const published = await laneOf(publishing.exchange).publish(publishing, sendBefore);
        // Its channel ended before it was its turn: nothing has left us.
        if (published !== 'not sent') return published;
      }
    },
    async close() {
      isClosed = true;
      clearInterval(sweep);
      const closing = [...lanes.values()].map((lane) => lane.close());
      lanes.clear();
      // A broker that hangs does not answer this either.
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, confirmTimeoutMs);
      });
      await Promise.race([Promise.all(closing), late]);
      clearTimeout(timer);
    },
  };
}

/** What RabbitMQ would end the channel or the connection for, said before anything leaves us. */
function faultOf({ exchange, routingKey, propertyBytes }: Publishing, maxBytes: number): string | null {
  if (Buffer.byteLength(exchange) > MAX_NAME_BYTES) return 'The exchange’s name is longer than 255 bytes';
  if (Buffer.byteLength(routingKey) > MAX_NAME_BYTES) return 'The routing key is longer than 255 bytes';
  if (propertyBytes.byteLength <= maxBytes) return null;
  const tooBig = sayOversize(findOversize(propertyBytes, maxBytes));
  return `Its headers and properties take ${propertyBytes.byteLength} bytes, and RabbitMQ takes ${maxBytes} (one frame). Too big: ${tooBig}`;
}
