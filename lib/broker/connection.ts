// Opens connections to RabbitMQ, and tells when and why one has ended.
import { AppError } from '#lib/errors.ts';
import { amqp, lookInside, writeTogether, type ChannelModel } from './amqplib.ts';
import { addressOf, credentialsOf } from './address.ts';
import { adviceFor, codeOf, sayError, systemCodeOf } from './broker-words.ts';
import { makeReading, type Reading } from './reading.ts';
import { readTls, type TlsFiles } from './tls.ts';

/** amqplib takes what the broker proposes, 60 s: long for a link that died without a word. */
const heartbeatSeconds = 10;
const closeTimeoutMs = 5000;
/** Handed on to the socket by amqplib. Written in one go: with Node's 16 KB each dozen of small publishes would be system calls of its own. */
const socketOptions = { writableHighWaterMark: 256 * 1024 };

/** `code` is AMQP's reply code where the broker gave one. */
export type ConnectionEnd = { code: number | null; message: string };

export type Connection = {
  /** Resolves once, never rejects; after close() too. */
  readonly closed: Promise<ConnectionEnd>;
  readonly isOpen: boolean;
  /** RabbitMQ takes no publishes just now (memory, disk), and why. */
  readonly blockedBecause: string | null;
  /** Closes its channels with it. Never rejects. */
  close(): Promise<void>;
  /** For this room only. */
  readonly model: ChannelModel;
  readonly reading: Reading;
  readonly frameMax: number;
};

/** Opens a connection. Its name shows in RabbitMQ's management page. Throws AppError('unavailable'). */
export async function openConnection(options: {
  url: string;
  name: string;
  tls?: TlsFiles | undefined;
  connectTimeoutMs?: number;
}): Promise<Connection> {
  const url = new URL(options.url);
  if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', String(heartbeatSeconds));
  const tls = readTls(options.tls ?? {});
  const { user, password } = credentialsOf(options.url);
  try {
    const model = await amqp.connect(url.href, {
      noDelay: true,
      keepAlive: true,
      timeout: options.connectTimeoutMs ?? 10_000,
      credentials: amqp.credentials.plain(user, password),
      clientProperties: { connection_name: options.name },
      ...tls,
      ...socketOptions,
    });
    return watch(model);
  } catch (error) {
    throw new AppError(
      'unavailable',
      `RabbitMQ at ${addressOf(options.url)} cannot be reached: ${sayError(error)}. ${adviceFor(error)}`,
      {
        cause: error,
        details: { amqpCode: codeOf(error), systemCode: systemCodeOf(error) },
      },
    );
  }
}

/** The user that RabbitMQ knows our connection by. */
export function ourUser(url: string): string {
  return credentialsOf(url).user;
}

function watch(model: ChannelModel): Connection {
  const inside = lookInside(model);
  const reading = makeReading(inside);
  writeTogether(inside);
  let isOpen = true;
  let isClosing = false;
  let blockedBecause: string | null = null;
  let trouble: Error | null = null;

  // Each exchange's publish channel listens for its end of being blocked.
  model.setMaxListeners(0);
  model.on('error', (error) => {
    trouble ??= error;
  });
  model.on('handler-error', (error) => {
    trouble ??= error;
  });
  model.on('blocked', (reason) => {
    blockedBecause = reason;
  });
  model.on('unblocked', () => {
    blockedBecause = null;
  });
  const closed = new Promise<ConnectionEnd>((resolve) => {
    model.on('close', (error) => {
      isOpen = false;
      reading.resume();
      // amqplib only ends its own half: a link that died without a word would keep its socket for many minutes.
      setTimeout(() => inside.stream.destroy(), 1000).unref();
      const cause = error ?? trouble;
      resolve({ code: codeOf(cause), message: isClosing || !cause ? 'closed by us' : sayError(cause) });
    });
  });

  return {
    closed,
    get isOpen() {
      return isOpen && !isClosing;
    },
    get blockedBecause() {
      return blockedBecause;
    },
    async close() {
      isClosing = true;
      model.close().catch((error: Error) => {
        trouble ??= error;
      });
      // Its answer comes behind all deliveries that are under way.
      reading.resume();
      const deadline = setTimeout(
        () => inside.stream.destroy(new Error('RabbitMQ did not answer')),
        closeTimeoutMs,
      );
      await closed;
      clearTimeout(deadline);
    },
    model,
    reading,
    frameMax: inside.frameMax,
  };
}
