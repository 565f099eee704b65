// The sample services, on a real broker: each kind of message really dies there, in the way it is meant to.
import { randomUUID } from 'node:crypto';
import { Connection, type AsyncMessage, type Consumer } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startFleet, type Fleet } from '#scripts/demo/fleet.ts';

type Death = { queue: string; reason: string; count: number; exchange: string; 'routing-keys': string[] };

const letters: AsyncMessage[] = [];
const lines: string[] = [];
const vhost = `fleet-${randomUUID()}`;
let connection: Connection;
let drain: Consumer;
let fleet: Fleet;

beforeAll(async () => {
  await askManagement('PUT');
  connection = new Connection({ url: urlOf(vhost) });
  connection.on('error', () => undefined);
  const channel = await connection.acquire();
  await channel.exchangeDeclare({ exchange: 'letterthief', type: 'fanout', durable: true });
  await channel.queueDeclare({ queue: 'letterthief', durable: true });
  await channel.queueBind({ queue: 'letterthief', exchange: 'letterthief', routingKey: '' });
  await channel.queueBind({ queue: 'letterthief', exchange: 'amq.direct', routingKey: 'dead' });
  await channel.close();
  drain = connection.createConsumer({ queue: 'letterthief', queueOptions: { passive: true } }, (message) => {
    letters.push(message);
  });
  fleet = await startFleet({
    amqpUrl: urlOf(vhost),
    say: (line) => lines.push(line),
    fixAfterMs: 9000,
    pace: { burstMs: 2000, everyMs: [60_000, 60_000], messageLimit: 400 },
  });
  await vi.waitFor(() => expect(letters.length).toBeGreaterThanOrEqual(40), {
    timeout: 20_000,
    interval: 100,
  });
}, 60_000);

afterAll(async () => {
  await fleet?.stop();
  await drain?.close();
  await connection?.close();
  await askManagement('DELETE');
}, 30_000);

it.each([
  ['orders.billing', 'rejected', 'orders', 'order.placed'],
  ['payment.done.shipping', 'expired', 'event', 'payment.done'],
  ['mail.send', 'maxlen', '', 'mail.send'],
  ['invoices.render', 'delivery_limit', 'shop', 'invoice.due'],
  ['orders.stock', 'rejected', 'orders', 'stock.reserve.again'],
  ['notifications.push', 'rejected', '', 'notifications.push'],
  ['reports.celery', 'rejected', '', 'reports.celery'],
  ['support.tickets', 'rejected', 'shop', 'ticket.opened'],
])('a letter of %s died there: %s', async (queue, reason, exchange, routingKey) => {
  await untilOneOf(queue);
  expect(deathsOf(oneOf(queue))[0]).toMatchObject({ queue, reason, exchange, 'routing-keys': [routingKey] });
});

it('a letter of orders.billing brings its exception and stack trace', async () => {
  const { headers } = letters.find(
    (one) => queueOf(one) === 'orders.billing' && one.headers?.['retry-count'],
  )!;
  expect(headers?.['x-exception-message']).toContain('billingAddress');
  expect(headers?.['x-exception-stacktrace']).toMatch(/^java\.lang\.NullPointerException: .*\n\tat /);
});

it('a letter of orders.stock went round three times', async () => {
  await untilOneOf('orders.stock');
  expect(deathsOf(oneOf('orders.stock'))[1]).toMatchObject({
    queue: 'orders.stock.retry',
    reason: 'expired',
    count: 3,
  });
});

it('bodies come gzipped, binary and as two megabytes', () => {
  expect(oneOf('search.index')).toMatchObject({ contentEncoding: 'gzip' });
  expect((oneOf('search.index').body as Buffer).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
  expect((oneOf('media.thumbnails').body as Buffer).subarray(1, 4).toString()).toBe('PNG');
  expect(Buffer.isBuffer(oneOf('warehouse.scans').body)).toBe(true);
  expect(JSON.stringify(oneOf('catalog.import').body).length).toBeGreaterThan(2 * 1024 * 1024);
});

it('a letter of shipping.labels brings headers of many types', () => {
  expect(oneOf('shipping.labels').headers).toMatchObject({
    insured: { scale: 2 },
    'label-sha1': expect.any(Buffer),
    'pickup-window': null,
    route: ['BRE-2', 'HAJ-1', expect.any(String)],
    carrier: { contract: { id: 4_400_211 } },
  });
});

it('one kind never passed a source queue: it has no x-death', () => {
  const straight = letters.find((letter) => letter.routingKey === 'error.invoice.rendered');
  expect(straight?.headers).not.toHaveProperty('x-death');
  expect(straight?.headers).toHaveProperty('x-original-exchange', 'shop');
});

it('after its fix orders.billing takes a letter that is tried again; orders.stock lets it come back', async () => {
  expect(await fleet.fixed).toBe(true);
  const publisher = connection.createPublisher({ confirm: true });
  const before = letters.length;
  for (const [queue, routingKey] of [
    ['orders.billing', 'order.placed'],
    ['orders.stock', 'stock.reserve.again'],
  ] as const) {
    const { body, headers, contentType } = oneOf(queue);
    const kept = { ...headers, 'x-death': undefined, 'x-letterthief-replay-id': queue };
    await publisher.send({ exchange: 'orders', routingKey, contentType: contentType!, headers: kept }, body);
  }
  await vi.waitFor(
    () =>
      expect(letters.slice(before).map((letter) => letter.headers?.['x-letterthief-replay-id'])).toContain(
        'orders.stock',
      ),
    { timeout: 15_000, interval: 100 },
  );
  await publisher.close();
  const again = letters.slice(before).filter((letter) => letter.headers?.['x-letterthief-replay-id']);
  expect(again.map(queueOf)).toEqual(['orders.stock']);
  expect(deathsOf(again[0]!).map((death) => death.count)).toEqual([1, 3]);
  expect(lines.join('\n')).toMatch(/orders\.billing took order A-\d+: [\d.]+ EUR charged/);
}, 30_000);

function deathsOf({ headers }: AsyncMessage): Death[] {
  return (headers?.['x-death'] ?? []) as Death[];
}

function queueOf(letter: AsyncMessage): string | undefined {
  return deathsOf(letter)[0]?.queue;
}

function oneOf(queue: string): AsyncMessage {
  const letter = letters.find((one) => queueOf(one) === queue);
  if (letter === undefined) throw new Error(`no letter of ${queue} among ${letters.length}`);
  return letter;
}

async function untilOneOf(queue: string): Promise<void> {
  await vi.waitFor(() => oneOf(queue), { timeout: 10_000, interval: 100 });
}

function urlOf(name: string): string {
  const url = new URL(process.env['TEST_AMQP_URL']!);
  url.pathname = `/${name}`;
  return url.href;
}

async function askManagement(method: 'PUT' | 'DELETE'): Promise<void> {
  const url = new URL(`/api/vhosts/${vhost}`, process.env['TEST_MANAGEMENT_URL']);
  const credentials = Buffer.from(`${url.username}:${url.password}`).toString('base64');
  url.username = '';
  url.password = '';
  const answer = await fetch(url, { method, headers: { authorization: `Basic ${credentials}` } });
  if (!answer.ok) throw new Error(`RabbitMQ's management answered ${answer.status}`);
}
