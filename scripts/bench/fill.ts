/** A backlog of real dead letters: published persistently with confirms to a queue where each expires at once. */
import { Connection, type Publisher } from 'rabbitmq-client';
import { makeLetter } from './letters.ts';

/** Where the letters end: the worker's own queue, declared as it declares it. */
export const DEAD_LETTER_QUEUE = 'letterthief';
/** Where they died, and where a replay brings them again once `openSource` was called. */
export const SOURCE_QUEUE = 'orders.billing';
const EXCHANGE = 'orders';
const ROUTING_KEY = 'order.placed';
const IN_FLIGHT = 1000;
const DEADLINE_MS = 60_000;

export async function fill(url: string, letters: number): Promise<void> {
  const client = new Connection(url);
  client.on('error', (error) => console.error(error));
  try {
    await declare(client);
    const publisher = client.createPublisher({ confirm: true });
    let before: Promise<unknown> = Promise.resolve();
    for (let first = 0; first < letters; first += IN_FLIGHT) {
      const count = Math.min(IN_FLIGHT, letters - first);
      const sent = Promise.all(Array.from({ length: count }, (_, at) => send(publisher, first + at)));
      await before;
      before = sent;
    }
    await before;
    await publisher.close();
    await untilDepth(client, DEAD_LETTER_QUEUE, letters);
  } finally {
    await client.close();
  }
}

/** Letters ready in a queue: a passive declare asks the queue itself, unlike the management API's samples. */
export async function readReady(client: Connection, queue: string): Promise<number> {
  return (await client.queueDeclare({ queue, passive: true })).messageCount;
}

function send(publisher: Publisher, number: number): Promise<void> {
  const { body, ...properties } = makeLetter(number);
  return publisher.send(
    {
      exchange: EXCHANGE,
      routingKey: ROUTING_KEY,
      durable: true,
      contentType: 'application/json',
      appId: 'bench-shop',
      type: 'order.placed',
      ...properties,
    },
    body,
  );
}

async function declare(client: Connection): Promise<void> {
  await client.exchangeDeclare({ exchange: DEAD_LETTER_QUEUE, type: 'fanout', durable: true });
  await client.queueDeclare({
    queue: DEAD_LETTER_QUEUE,
    durable: true,
    arguments: { 'x-queue-type': 'classic' },
  });
  await client.queueBind({ queue: DEAD_LETTER_QUEUE, exchange: DEAD_LETTER_QUEUE });
  await client.exchangeDeclare({ exchange: EXCHANGE, type: 'topic', durable: true });
  await client.queueDeclare({
    queue: SOURCE_QUEUE,
    durable: true,
    arguments: { 'x-queue-type': 'classic', 'x-message-ttl': 0, 'x-dead-letter-exchange': DEAD_LETTER_QUEUE },
  });
  await client.queueBind({ queue: SOURCE_QUEUE, exchange: EXCHANGE, routingKey: '#' });
}

async function untilDepth(client: Connection, queue: string, letters: number): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const ready = await readReady(client, queue);
    if (ready === letters) return;
    if (Date.now() > deadline) throw new Error(`${queue} holds ${ready} letters, not ${letters}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
