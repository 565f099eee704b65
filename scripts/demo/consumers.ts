// The sample services: what each does with a message, which for the most part is to fail.
import { setTimeout as sleep } from 'node:timers/promises';
import { ConsumerStatus, type AsyncMessage, type Connection } from 'rabbitmq-client';
import { failBilling, failStock, failTicket, type Failure } from './failures.ts';
import type { Senders } from './senders.ts';
import type { Order } from './shop.ts';
import { stockRounds } from './topology.ts';

export type Services = {
  /** From now on orders.billing takes every order. */
  fixBilling(): void;
  /** Waits for what is being worked on. */
  close(): Promise<void>;
};

type Room = {
  queue: string;
  senders: Senders;
  say: (line: string) => void;
  state: { isBillingFixed: boolean };
  signal: AbortSignal;
};
type Handler = (message: AsyncMessage, room: Room) => Promise<ConsumerStatus> | ConsumerStatus;

/** An x-death entry as rabbitmq-client reads it. */
type Death = { queue: string; count: number; time: number };

const REPLAY_HEADER = 'x-letterthief-replay-id';
/** A mail takes its time, so that its queue of five is always full. */
const MAIL_MS = 20_000;

/** payment.done.shipping is missing on purpose: nobody listens there. */
const handlers: Record<string, Handler> = {
  'orders.billing': handleBilling,
  'orders.stock': handleStock,
  'mail.send': handleMail,
  'support.tickets': handleTicket,
  'invoices.render': () => ConsumerStatus.REQUEUE,
  'search.index': reject,
  'media.thumbnails': reject,
  'warehouse.scans': reject,
  'catalog.import': reject,
  'shipping.labels': reject,
  'notifications.push': reject,
  'reports.celery': reject,
};

/** Starts all of them; they come back by themselves when the connection was lost. */
export function startServices(
  connection: Connection,
  senders: Senders,
  say: (line: string) => void,
): Services {
  const state = { isBillingFixed: false };
  const closing = new AbortController();
  const consumers = Object.entries(handlers).map(([queue, handle]) => {
    const room: Room = { queue, senders, say, state, signal: closing.signal };
    const consumer = connection.createConsumer(
      { queue, qos: { prefetchCount: 1 }, concurrency: 1, requeue: false, queueOptions: { passive: true } },
      (message) => handle(message, room),
    );
    // It connects and consumes again by itself; the fleet tells of a lost connection once, not each service.
    consumer.on('error', () => undefined);
    return consumer;
  });
  return {
    fixBilling: () => {
      state.isBillingFixed = true;
    },
    close: async () => {
      closing.abort();
      await Promise.all(consumers.map((consumer) => consumer.close()));
    },
  };
}

function reject(message: AsyncMessage, room: Room): ConsumerStatus {
  sayAgain(message, room, 'rejected it again, so it comes back');
  return ConsumerStatus.DROP;
}

async function handleBilling(message: AsyncMessage, room: Room): Promise<ConsumerStatus> {
  const order = readJson<Order>(message);
  if (room.state.isBillingFixed) {
    sayAgain(
      message,
      room,
      `took order ${order.orderId}: ${order.total.toFixed(2)} ${order.currency} charged`,
    );
    return ConsumerStatus.ACK;
  }
  return order.billingAddress === null
    ? failOnce(message, room, failBilling(order.orderId))
    : reject(message, room);
}

async function handleTicket(message: AsyncMessage, room: Room): Promise<ConsumerStatus> {
  return failOnce(message, room, failTicket(readJson<{ subject: string }>(message).subject));
}

/** Puts the error on the message and publishes it once more; the second time it is rejected, error and all. */
async function failOnce(message: AsyncMessage, room: Room, failure: Failure): Promise<ConsumerStatus> {
  if (message.headers?.['retry-count'] !== undefined) return reject(message, room);
  const headers = { ...message.headers, ...describe(failure), 'retry-count': 1 };
  await room.senders.send({ ...message, headers }, bodyOf(message));
  return ConsumerStatus.ACK;
}

/** Some rounds through orders.stock.retry, then the dead-letter exchange. A letter that is tried again starts anew. */
async function handleStock(message: AsyncMessage, room: Room): Promise<ConsumerStatus> {
  const deaths = (message.headers?.['x-death'] ?? []) as Death[];
  const round = deaths.length === 0 ? 1 : Number(message.headers?.['retry-round'] ?? 0) + 1;
  if (round > stockRounds) return reject(message, room);
  const error = describe(failStock(readJson<Order>(message).lines[0]?.sku ?? 'nothing'));
  const headers = {
    ...message.headers,
    ...error,
    'retry-round': round,
    'x-death': deaths.length === 0 ? undefined : deaths.map(typeDeath),
  };
  const envelope = { ...message, exchange: '', routingKey: 'orders.stock.retry', headers };
  await room.senders.sendExact(envelope, bodyOf(message));
  return ConsumerStatus.ACK;
}

/** n.b. up to RabbitMQ 3.13 the broker goes on counting in an x-death that is published, so its types must stay. */
function typeDeath(death: Death): Record<string, unknown> {
  return { ...death, count: BigInt(death.count), time: new Date(death.time * 1000) };
}

async function handleMail(message: AsyncMessage, room: Room): Promise<ConsumerStatus> {
  await sleep(MAIL_MS, undefined, { signal: room.signal }).catch(() => undefined);
  if (room.signal.aborted) return ConsumerStatus.REQUEUE;
  sayAgain(message, room, 'sent the mail');
  return ConsumerStatus.ACK;
}

function describe({ message, stack }: Failure): Record<string, string> {
  return { 'x-exception-message': message, 'x-exception-stacktrace': stack };
}

/** A letter that LetterThief published again is worth a line on the terminal. */
function sayAgain({ headers }: AsyncMessage, { queue, say }: Room, what: string): void {
  if (headers?.[REPLAY_HEADER] !== undefined) say(`Tried again: ${queue} ${what}`);
}

function bodyOf({ body }: AsyncMessage): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
}

/** rabbitmq-client hands JSON over parsed, unless it bears an encoding. */
function readJson<Body>({ body }: AsyncMessage): Body {
  return (Buffer.isBuffer(body) ? JSON.parse(body.toString()) : body) as Body;
}
