// What LetterThief declares for itself, and what it asks about queues. Each on a channel of its own: a refusal hurts nobody.
import { AppError } from '#lib/errors.ts';
import { askAside, type ChannelEnd } from './channel.ts';
import type { Connection } from './connection.ts';

/** Exchange and queue of this name are drained where no queue is named. */
export const ownQueue = 'letterthief';
/** Where Pigeon sends its dead letters (pigeon.dead.exchange and pigeon.dead.routing_key, v3.1). */
const pigeon = { exchange: 'amq.direct', routingKey: 'dead' };

/**
 * Declares the durable fanout exchange and the durable classic queue `letterthief`, bound to it and to Pigeon's.
 * Repeating it changes nothing. Throws AppError: forbidden (403), conflict (406: another kind of that name), unavailable.
 */
export async function declareOwn(connection: Connection): Promise<void> {
  const declared = await askAside(connection, async (channel) => {
    await channel.assertExchange(ownQueue, 'fanout', { durable: true });
    await channel.assertQueue(ownQueue, { durable: true, arguments: { 'x-queue-type': 'classic' } });
    await channel.bindQueue(ownQueue, ownQueue, '');
    await channel.bindQueue(ownQueue, pigeon.exchange, pigeon.routingKey);
  });
  if (declared.ok) return;
  const { code, message } = declared.end;
  const kind = code === 403 ? 'forbidden' : code === 406 ? 'conflict' : 'unavailable';
  throw new AppError(
    kind,
    `Exchange and queue ${ownQueue} could not be declared: ${message}. Or name queues in DEAD_LETTER_QUEUES`,
  );
}

/** Binds our own queue to an exchange that is somebody else's. Gives why not, in words, with what to do. Never rejects. */
export async function bindOwn(
  connection: Connection,
  { exchange, routingKey }: { exchange: string; routingKey: string },
): Promise<string | null> {
  const bound = await askAside(connection, (channel) => channel.bindQueue(ownQueue, exchange, routingKey));
  if (bound.ok) return null;
  const { code, message } = bound.end;
  if (code === 404)
    return `Exchange ${exchange} of DEAD_LETTER_EXCHANGES is not there yet: what it gets before it is bound is lost to us. It is tried again.`;
  return `Our queue could not be bound to ${exchange}: ${message}.`;
}

export type QueueDepth =
  | { ok: true; depth: number; consumers: number }
  | {
      ok: false;
      why: 'missing' | 'refused' | 'channel' | 'connection';
      code: number | null;
      message: string;
    };

/** How many letters wait in a queue, not counting those delivered and not acked. Never rejects. */
export async function readDepth(connection: Connection, queue: string): Promise<QueueDepth> {
  const asked = await askAside(connection, (channel) => channel.checkQueue(queue));
  if (asked.ok) return { ok: true, depth: asked.answer.messageCount, consumers: asked.answer.consumerCount };
  const { code, message } = asked.end;
  return { ok: false, why: whyOf(asked.end), code, message };
}

function whyOf({ by, code }: ChannelEnd): 'missing' | 'refused' | 'channel' | 'connection' {
  if (by === 'connection') return 'connection';
  if (code === 404) return 'missing';
  return code === 403 || code === 405 ? 'refused' : 'channel';
}
