// Clients that are not amqplib: each publishes a message of its own, takes it, rejects it, takes it again, and tells both times what it saw.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { inspect } from 'node:util';
import { AMQPClient } from '@cloudamqp/amqp-client';
import { Connection } from 'rabbitmq-client';

/** Values in the client's own words, types included. */
export type Seen = {
  version: string;
  properties: Record<string, string>;
  headers: Record<string, string>;
  body: string;
};
export type Peer = (url: string, exchange: string, queue: string) => AsyncGenerator<Seen, void>;

/** A program in another language: prints one line of JSON for each time it saw its message. */
export function program(command: string, ...args: string[]): Peer {
  return async function* run(url, exchange, queue) {
    const child = spawn(command, [...args, url, exchange, queue], { stdio: ['ignore', 'pipe', 'pipe'] });
    let wrong = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      wrong += text;
    });
    const ended = once(child, 'exit');
    try {
      for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as Seen;
      const [code] = (await ended) as [number | null];
      if (code !== 0) throw new Error(`${command} ${args.at(-1)} ended with ${code}:\n${wrong}`);
    } finally {
      child.kill();
    }
  };
}

const show = (value: unknown) => inspect(value, { depth: null, sorted: true, maxStringLength: null });

function tell(version: string, headers: object, properties: object, body: Uint8Array): Seen {
  const shown = (from: object) =>
    Object.fromEntries(
      Object.entries(from)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, show(value)]),
    );
  return {
    version,
    headers: shown(headers),
    properties: shown(properties),
    body: Buffer.from(body).toString('hex'),
  };
}

const headers = {
  text: 'Grüße ☂ 𝄞',
  empty: '',
  bytes: Buffer.from([0, 0xff, 0xfe, 0x80]),
  yes: true,
  small: 5,
  larger: -300,
  large: 70_000,
  ratio: 0.5,
  nothing: null,
  when: new Date('2026-11-21T10:00:00Z'),
  list: [1, 'two', false, null],
  table: { inner: { deep: 'x' }, '': 'no name' },
  '': 'no name',
  ['k'.repeat(255)]: 'long name',
};
const largest = 2n ** 63n - 1n;
const told = {
  contentType: 'application/octet-stream',
  contentEncoding: 'gzip',
  priority: 7,
  correlationId: 'c-☂',
  replyTo: 'answers',
  expiration: '3600000',
  messageId: 'm-1',
  type: 'order.placed',
  appId: 'node',
};
const body = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
const userOf = (url: string) => decodeURIComponent(new URL(url).username);

export const rabbitmqClient: Peer = async function* run(url, exchange, queue) {
  const client = new Connection(url);
  // A test that fails leaves it open when its vhost goes.
  client.on('error', () => undefined);
  const publisher = client.createPublisher({ confirm: true });
  await publisher.send(
    {
      exchange,
      routingKey: 'order.rabbitmq-client',
      ...told,
      timestamp: 1_795_255_200,
      userId: userOf(url),
      headers: { ...headers, largest, smallest: -largest - 1n },
    },
    body,
  );
  for (const isLast of [false, true]) {
    const seen: Seen[] = [];
    const consumer = client.createConsumer({ queue, queueOptions: { passive: true } }, (message) => {
      const {
        headers: own,
        body: bytes,
        consumerTag: _,
        deliveryTag: __,
        redelivered: ___,
        ...rest
      } = message;
      seen.push(tell('rabbitmq-client', own ?? {}, rest, bytes as Buffer));
      // 0: acked; 2: rejected, not requeued.
      return isLast ? 0 : 2;
    });
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await consumer.close();
    yield seen[0]!;
  }
  await publisher.close();
  await client.close();
};

export const cloudamqpClient: Peer = async function* run(url, exchange, queue) {
  const connection = await new AMQPClient(url).connect();
  const channel = await connection.channel();
  await channel.confirmSelect();
  await channel.basicPublish(exchange, 'order.cloudamqp', body, {
    ...told,
    deliveryMode: 1,
    timestamp: new Date('2026-11-21T10:00:00Z'),
    userId: userOf(url),
    headers: { ...headers, largest: Number.MAX_SAFE_INTEGER },
  });
  for (const isLast of [false, true]) {
    let message = await channel.basicGet(queue, { noAck: false });
    while (message === null) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      message = await channel.basicGet(queue, { noAck: false });
    }
    if (isLast) await message.ack();
    else await message.reject(false);
    const { headers: own, ...rest } = message.properties;
    yield tell('@cloudamqp/amqp-client', own ?? {}, rest, message.body ?? new Uint8Array());
  }
  await connection.close();
};
