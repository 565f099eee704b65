// Consumes one queue on one channel, from its opening to its end: a session.
import { weightOf, type Delivery } from '#lib/domain/delivery.ts';
import { ackAllThrough, type WireMessage } from './amqplib.ts';
import { openChannel, type Channel, type ChannelEnd } from './channel.ts';
import type { Connection } from './connection.ts';
import { readDelivery } from './delivery.ts';
import type { Flow } from './flow.ts';

/** closed: by our close(). cancelled: by the broker (queue deleted, its node gone). missing: no such queue. refused: no right to it, or another's alone. */
export type SessionEnd = {
  why: 'closed' | 'cancelled' | 'missing' | 'refused' | 'channel' | 'connection';
  code: number | null;
  message: string;
};

export type Session = {
  readonly queue: string;
  /** Resolves once, never rejects. Then call close(), and open another session. */
  readonly ended: Promise<SessionEnd>;
  /**
   * The broker has certainly seen the acks up to and with this one: its queue gives a consumer no more than the prefetch
   * beyond what is acked (classic and quorum queues alike), so each delivery proves the ack of the one a prefetch before it.
   */
  readonly settledSeq: number;
  /** Acks all deliveries up to and with this one. False when the channel is gone: they come again. */
  ackThrough(seq: number): boolean;
  /**
   * Asks the broker something on this channel: answered, the channel is there, and holds what it was given. On a classic queue
   * the question goes the way of the acks, and settles them. False when the channel is gone. Never rejects.
   */
  prove(): Promise<boolean>;
  /** Asks for no more. Resolves when none will come: those under way come first, so go on storing. Acks work on. Never rejects. */
  cancel(): Promise<void>;
  /** Closes the channel: what is not acked goes back to its queue. Never rejects. */
  close(): Promise<void>;
};

export type SessionOptions = {
  connection: Connection;
  flow: Flow;
  queue: string;
  prefetch: number;
  /** Known to be a classic queue. */
  isClassic?: boolean;
  /** May be called before openSession has resolved. Must not throw. */
  onDelivery(delivery: Delivery): void;
};

/** Opens a session. Never rejects: a queue that is missing or refused is an answer. */
export async function openSession(
  options: SessionOptions,
): Promise<{ ok: true; session: Session } | { ok: false; end: SessionEnd }> {
  const opening = await openChannel(options.connection, { isConfirmed: false });
  if (!opening.ok) return { ok: false, end: readEnd(opening.end) };
  const { channel } = opening;
  let end: (how: SessionEnd) => void = () => undefined;
  const ended = new Promise<SessionEnd>((resolve) => {
    end = resolve;
  });
  void channel.ended.then((how) => end(readEnd(how)));
  const held = holdWeights(options.flow);
  void channel.ended.then(held.releaseAll);

  function take(message: unknown): void {
    // A message that is null is how amqplib tells of basic.cancel. The channel stays, so what is under way can be acked.
    if (message === null) {
      end({ why: 'cancelled', code: null, message: `RabbitMQ cancelled the consumer of ${options.queue}` });
      return;
    }
    const delivery = readDelivery(options.queue, message as WireMessage);
    held.take(delivery.seq, weightOf(delivery));
    options.onDelivery(delivery);
  }

  try {
    await channel.amqp.prefetch(options.prefetch);
    const { consumerTag } = await channel.amqp.consume(options.queue, take);
    return { ok: true, session: makeSession(options, channel, consumerTag, held, ended) };
  } catch {
    await channel.close();
    return { ok: false, end: await ended };
  }
}

function makeSession(
  { queue, prefetch, isClassic = false }: SessionOptions,
  channel: Channel,
  consumerTag: string,
  held: HeldWeights,
  ended: Promise<SessionEnd>,
): Session {
  let ackedSeq = 0;
  let provenSeq = 0;

  /** n.b. basic.qos never reaches the queue: it proves the channel, and no ack. Its new value is for later consumers. */
  async function ask(): Promise<void> {
    if (!isClassic) return void (await channel.amqp.prefetch(prefetch));
    const askedAt = ackedSeq;
    await channel.amqp.checkQueue(queue);
    provenSeq = Math.max(provenSeq, askedAt);
  }

  return {
    queue,
    ended,
    get settledSeq() {
      return Math.max(0, provenSeq, Math.min(ackedSeq, held.taken - prefetch));
    },
    ackThrough(seq) {
      if (!channel.isOpen) return false;
      // Acked twice, RabbitMQ closes the channel (406).
      if (held.releaseThrough(seq) && !ackAllThrough(channel.amqp, seq)) return false;
      ackedSeq = Math.max(ackedSeq, seq);
      return true;
    },
    async prove() {
      if (!channel.isOpen) return false;
      const gone = channel.ended.then(() => false);
      return Promise.race([
        ask().then(
          () => true,
          () => gone,
        ),
        gone,
      ]);
    },
    async cancel() {
      if (!channel.isOpen) return;
      await Promise.race([channel.amqp.cancel(consumerTag).catch(() => channel.ended), channel.ended]);
    },
    async close() {
      const closing = channel.close();
      // Its answer may wait behind what we do not read for want of room.
      held.releaseAll();
      await closing;
    },
  };
}

type HeldWeights = {
  /** How many were taken. */
  readonly taken: number;
  take(seq: number, weight: number): void;
  /** False when these were released before. */
  releaseThrough(seq: number): boolean;
  releaseAll(): void;
};

function holdWeights(flow: Flow): HeldWeights {
  /** Of the deliveries after `released`, in order. */
  let weights: number[] = [];
  let released = 0;
  let taken = 0;

  function release(count: number): void {
    released += count;
    flow.release(weights.splice(0, count).reduce((sum, weight) => sum + weight, 0));
  }

  return {
    get taken() {
      return taken;
    },
    take(seq, weight) {
      if (seq !== released + weights.length + 1) throw new Error(`delivery ${seq} is out of order`);
      weights.push(weight);
      taken = seq;
      flow.take(weight);
    },
    releaseThrough(seq) {
      if (seq > released + weights.length) throw new Error(`delivery ${seq} has not come yet`);
      if (seq <= released) return false;
      release(seq - released);
      return true;
    },
    releaseAll: () => release(weights.length),
  };
}

function readEnd(end: ChannelEnd): SessionEnd {
  const { code, message } = end;
  if (end.by === 'us') return { why: 'closed', code, message };
  if (end.by === 'connection') return { why: 'connection', code, message };
  if (code === 404) return { why: 'missing', code, message };
  return { why: code === 403 || code === 405 ? 'refused' : 'channel', code, message };
}
