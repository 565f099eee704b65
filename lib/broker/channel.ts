// Opens channels and tells why one has ended. A channel that ended is never mended: another is opened.
import type { ConfirmChannel } from './amqplib.ts';
import { codeOf, sayError } from './broker-words.ts';
import type { Connection } from './connection.ts';

export type ChannelEnd = { by: 'us' | 'channel' | 'connection'; code: number | null; message: string };

export type Channel = {
  readonly amqp: ConfirmChannel;
  readonly isOpen: boolean;
  /** Resolves once, never rejects. */
  readonly ended: Promise<ChannelEnd>;
  /** Never rejects. */
  close(): Promise<void>;
};

/** Opens a channel, with publisher confirms or without. Gives the end where that fails. Never rejects. */
export async function openChannel(
  connection: Connection,
  options: { isConfirmed: boolean },
): Promise<{ ok: true; channel: Channel } | { ok: false; end: ChannelEnd }> {
  const { model } = connection;
  try {
    const amqp = options.isConfirmed ? await model.createConfirmChannel() : await model.createChannel();
    return { ok: true, channel: watch(connection, amqp as ConfirmChannel) };
  } catch (error) {
    return {
      ok: false,
      end: {
        by: connection.isOpen ? 'channel' : 'connection',
        code: codeOf(error),
        message: sayError(error),
      },
    };
  }
}

/** Asks the broker something on a channel of its own, which a refusal then closes without hurting anyone. Never rejects. */
export async function askAside<Answer>(
  connection: Connection,
  ask: (channel: ConfirmChannel) => Promise<Answer>,
): Promise<{ ok: true; answer: Answer } | { ok: false; end: ChannelEnd }> {
  const opening = await openChannel(connection, { isConfirmed: false });
  if (!opening.ok) return opening;
  const { channel } = opening;
  try {
    const answer = await ask(channel.amqp);
    await channel.close();
    return { ok: true, answer };
  } catch {
    // Why it failed is why the channel ended; where it lives on, this ends it.
    await channel.close();
    return { ok: false, end: await channel.ended };
  }
}

function watch(connection: Connection, amqp: ConfirmChannel): Channel {
  let isOpen = true;
  let isClosing = false;
  let trouble: Error | null = null;
  amqp.on('error', (error) => {
    trouble ??= error;
  });
  // A handler of ours has thrown: its channel ends, so that what it was given comes again.
  amqp.on('handler-error', (error) => {
    trouble ??= error;
    void close();
  });
  const ended = new Promise<ChannelEnd>((resolve) => {
    amqp.on('close', () => {
      isOpen = false;
      if (trouble) resolve({ by: 'channel', code: codeOf(trouble), message: sayError(trouble) });
      else if (isClosing) resolve({ by: 'us', code: null, message: 'closed by us' });
      else void connection.closed.then((end) => resolve({ by: 'connection', ...end }));
    });
  });

  async function close(): Promise<void> {
    if (isOpen && !isClosing) {
      isClosing = true;
      amqp.close().catch((error: Error) => {
        trouble ??= error;
      });
    }
    await ended;
  }

  return {
    amqp,
    get isOpen() {
      return isOpen && !isClosing;
    },
    ended,
    close,
  };
}
