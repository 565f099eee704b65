// What tests of the broker room share: opened connections, sessions that collect, letters to publish.
import { randomUUID } from 'node:crypto';
import { openConnection, ourUser, type Connection } from '#lib/broker/connection.ts';
import { openSession, type Session } from '#lib/broker/consumer.ts';
import { makeFlow, type Flow } from '#lib/broker/flow.ts';
import type { Publishing } from '#lib/broker/publishing.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import { rewriteForReplay } from '#lib/domain/replay-plan.ts';
import { until } from '#tests/processes.ts';
import { properties, utf8 } from '#tests/wire.ts';

export type Collecting = {
  connection: Connection;
  flow: Flow;
  session: Session;
  deliveries: Delivery[];
  /** Waits until so many have come in all. */
  have(count: number): Promise<void>;
};

/** A session that keeps what comes, on a connection of its own. */
export async function collect(
  url: string,
  queue: string,
  { prefetch = 1000, maxHeldBytes = 1e9 } = {},
): Promise<Collecting> {
  const connection = await openConnection({ url, name: 'test consumer' });
  const flow = makeFlow(connection, maxHeldBytes);
  const deliveries: Delivery[] = [];
  const onDelivery = (delivery: Delivery) => void deliveries.push(delivery);
  const opening = await openSession({ connection, flow, queue, prefetch, onDelivery });
  if (!opening.ok) throw new Error(`no session: ${opening.end.message}`);
  const { session } = opening;
  const have = (count: number) => until(`${count} deliveries`, async () => deliveries.length >= count);
  return { connection, flow, session, deliveries, have };
}

/** The user that the tests connect as. */
export const us = ourUser(process.env.TEST_AMQP_URL ?? 'amqp://nobody');

/** A replay of a letter with these property bytes. */
export function replayOf(given: Partial<Publishing> = {}): Publishing {
  const replayId = randomUUID();
  const { propertyBytes } = rewriteForReplay({
    propertyBytes: given.propertyBytes ?? properties({}),
    replayId,
    ourUser: us,
  });
  return { exchange: '', routingKey: 'orders', body: utf8('{}'), ...given, propertyBytes, replayId };
}
