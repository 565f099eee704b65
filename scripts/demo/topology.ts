// The sample services' exchanges and queues, declared as such services declare them: again and again, always alike.
import type { Channel } from 'rabbitmq-client';

/** LetterThief declares this exchange and its queue when it starts; the services only point there. */
export const deadLetterExchange = 'letterthief';

const toLetterThief = { 'x-dead-letter-exchange': deadLetterExchange };
/** What Pigeon (convenia/Pigeon) puts on each queue. */
const toDead = { 'x-dead-letter-exchange': 'amq.direct', 'x-dead-letter-routing-key': 'dead' };

/** Rounds of the retry loop before orders.stock gives a message up, and how long each waits. */
export const stockRounds = 3;
const STOCK_WAIT_MS = 1500;

const exchanges = ['orders', 'event', 'shop'];

type Queue = {
  queue: string;
  from?: readonly [exchange: string, ...keys: string[]];
  arguments: Record<string, unknown>;
};

const queues: readonly Queue[] = [
  { queue: 'orders.billing', from: ['orders', 'order.placed'], arguments: toLetterThief },
  {
    queue: 'orders.stock',
    from: ['orders', 'order.reserved', 'stock.reserve.again'],
    arguments: toLetterThief,
  },
  {
    queue: 'orders.stock.retry',
    arguments: {
      'x-message-ttl': STOCK_WAIT_MS,
      'x-dead-letter-exchange': 'orders',
      'x-dead-letter-routing-key': 'stock.reserve.again',
    },
  },
  { queue: 'payment.done.shipping', from: ['event', 'payment.done'], arguments: toDead },
  { queue: 'mail.send', arguments: { ...toLetterThief, 'x-max-length': 5, 'x-overflow': 'drop-head' } },
  { queue: 'search.index', from: ['shop', 'catalog.changed.#'], arguments: toLetterThief },
  { queue: 'media.thumbnails', from: ['shop', 'media.uploaded'], arguments: toLetterThief },
  { queue: 'warehouse.scans', from: ['shop', 'warehouse.scanned'], arguments: toLetterThief },
  { queue: 'catalog.import', from: ['shop', 'catalog.received'], arguments: toLetterThief },
  {
    queue: 'invoices.render',
    from: ['shop', 'invoice.due'],
    arguments: { ...toLetterThief, 'x-queue-type': 'quorum', 'x-delivery-limit': 3 },
  },
  { queue: 'shipping.labels', from: ['shop', 'parcel.packed'], arguments: toLetterThief },
  { queue: 'notifications.push', arguments: toLetterThief },
  { queue: 'reports.celery', arguments: toLetterThief },
  { queue: 'support.tickets', from: ['shop', 'ticket.opened'], arguments: toLetterThief },
];

/** Declares all of it on one channel. Rejects when a queue of that name is there with other arguments. */
export async function declareTopology(channel: Channel): Promise<void> {
  for (const exchange of exchanges) await channel.exchangeDeclare({ exchange, type: 'topic', durable: true });
  for (const { queue, from, arguments: args } of queues) {
    await channel.queueDeclare({ queue, durable: true, arguments: args });
    const [exchange, ...keys] = from ?? [''];
    for (const routingKey of keys) await channel.queueBind({ queue, exchange, routingKey });
  }
}
