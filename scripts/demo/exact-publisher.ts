// Publishes with exact header types, over LetterThief's own door to amqplib; for the few messages that need them.
import type { Envelope } from 'rabbitmq-client';
import { publishBytes, type ConfirmChannel } from '#lib/broker/amqplib.ts';
import { openConnection, type Connection } from '#lib/broker/connection.ts';
import { writeProperties } from './wire-values.ts';

/** What both clients' publishers do: resolve once the broker has confirmed. */
export type Send = (envelope: Envelope, body: Buffer) => Promise<void>;

export type ExactPublisher = { send: Send; close(): Promise<void> };

/** Connects at the first message, and again at the next one after the connection was lost. */
export function openExactPublisher(amqpUrl: string): ExactPublisher {
  let open: Promise<{ connection: Connection; channel: ConfirmChannel }> | null = null;

  async function connect() {
    const connection = await openConnection({ url: amqpUrl, name: 'demo fleet, exact types' });
    const channel = await connection.model.createConfirmChannel();
    // Each message under way listens for its end.
    channel.setMaxListeners(0);
    const forget = () => {
      open = null;
      void connection.close();
    };
    channel.on('error', forget);
    channel.on('close', forget);
    channel.on('handler-error', forget);
    return { connection, channel };
  }

  return {
    async send(envelope, body) {
      open ??= connect();
      open.catch(() => {
        open = null;
      });
      const { channel } = await open;
      const { exchange = '', routingKey = '' } = envelope;
      const fields = { exchange, routingKey: Buffer.from(routingKey), mandatory: false };
      await new Promise<void>((resolve, reject) => {
        const giveUp = () => reject(new Error('the channel ended before RabbitMQ answered'));
        channel.once('close', giveUp);
        publishBytes(channel, { ...fields, propertyBytes: writeProperties(envelope), body }, (isTaken) => {
          channel.off('close', giveUp);
          if (isTaken) resolve();
          else reject(new Error('RabbitMQ did not take it'));
        });
      });
    },
    async close() {
      const closing = open;
      open = null;
      await (await closing?.catch(() => null))?.connection.close();
    },
  };
}
