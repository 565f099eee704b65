// Messages in the shapes of four frameworks, as each puts them on the wire.
import { event, type Sample } from './sample.ts';
import type { Shop } from './shop.ts';

/** Pigeon (PHP) uses 60000000 ms; nobody would wait 16 h 40 min for a demo. */
const SHIPPING_TTL_MS = '4000';

/** Pigeon: transient, `utf8`, an expiration on every message. Its queue has no listener, so it expires. */
export function samplePigeon(shop: Shop): Sample {
  const { orderId, total } = shop.nextOrder();
  return {
    envelope: {
      exchange: 'event',
      routingKey: 'payment.done',
      contentType: 'application/json',
      contentEncoding: 'utf8',
      correlationId: shop.uuid(),
      expiration: SHIPPING_TTL_MS,
      headers: { category: 'payment.done', source: 'payment', 'meta.emitter': 'checkout' },
    },
    body: Buffer.from(
      JSON.stringify({ order: orderId, amount: total.toFixed(2), method: shop.pick(['card', 'sepa']) }),
    ),
  };
}

/** Laravel's queue: the command is serialized PHP inside JSON. */
export function sampleLaravel(shop: Shop): Sample {
  const { orderId, customer } = shop.nextOrder();
  const id = shop.uuid();
  const mailable = 'App\\Mail\\OrderShipped';
  const command = `O:34:"Illuminate\\Mail\\SendQueuedMailable":3:{s:8:"mailable";O:${mailable.length}:"${mailable}":1:{s:5:"order";s:${orderId.length}:"${orderId}";}s:5:"tries";i:3;s:7:"timeout";N;}`;
  const body = {
    uuid: id,
    displayName: mailable,
    job: 'Illuminate\\Queue\\CallQueuedHandler@call',
    maxTries: 3,
    backoff: null,
    timeout: null,
    data: { commandName: 'Illuminate\\Mail\\SendQueuedMailable', command },
    to: customer.email,
    id,
  };
  const envelope = {
    exchange: '',
    routingKey: 'mail.send',
    correlationId: id,
    headers: { laravel: { attempts: 0 } },
  };
  return event(shop, envelope, body);
}

/** NestJS: the pattern is in the body; a queue without a handler for it rejects. */
export function sampleNest(shop: Shop): Sample {
  const { orderId, customer } = shop.nextOrder();
  const body = {
    pattern: 'notification.push.v2',
    data: { customerId: customer.id, title: `Your order ${orderId} is on its way`, badge: 1 },
    id: shop.uuid(),
  };
  return event(shop, { exchange: '', routingKey: 'notifications.push' }, body);
}

/** Celery, protocol 2: task and arguments in headers, [args, kwargs, embed] as the body. */
export function sampleCelery(shop: Shop): Sample {
  const id = shop.uuid();
  const month = `2026-${String(shop.between(1, 12)).padStart(2, '0')}`;
  const headers = {
    lang: 'py',
    task: 'reports.tasks.monthly_revenue',
    id,
    root_id: id,
    parent_id: null,
    group: null,
    retries: 3,
    timelimit: [300, null],
    argsrepr: `('${month}',)`,
    kwargsrepr: "{'currency': 'EUR'}",
    origin: 'gen7@reports-1',
  };
  const embed = { callbacks: null, errbacks: null, chain: null, chord: null };
  const envelope = {
    exchange: '',
    routingKey: 'reports.celery',
    contentEncoding: 'utf-8',
    correlationId: id,
    replyTo: shop.uuid(),
    headers,
  };
  return event(shop, envelope, [[month], { currency: 'EUR' }, embed]);
}
