// The fleet's two ways to publish, both confirmed by the broker.
import type { Connection } from 'rabbitmq-client';
import { openExactPublisher, type Send } from './exact-publisher.ts';

export type Senders = {
  /** rabbitmq-client. */
  send: Send;
  /** Header types as they are given; see wire-values.ts. */
  sendExact: Send;
  close(): Promise<void>;
};

export function openSenders(connection: Connection, amqpUrl: string): Senders {
  const publisher = connection.createPublisher({ confirm: true, maxAttempts: 3 });
  const exact = openExactPublisher(amqpUrl);
  return {
    send: (envelope, body) => publisher.send(envelope, body),
    sendExact: exact.send,
    close: async () => {
      await publisher.close();
      await exact.close();
    },
  };
}
