// Moves deliveries from the dead-letter queues into the store. Acks only what is committed.
import type { Connection } from '#lib/broker/connection.ts';
import { openSession as consume, type Session } from '#lib/broker/consumer.ts';
import { makeFlow, type Flow } from '#lib/broker/flow.ts';
import { declareOwn, ownQueue } from '#lib/broker/topology.ts';
import { rememberQueue, type QueueSeen } from '#lib/store/queues.ts';
import { closeSession, openSession } from '#lib/store/sessions.ts';
import { backoffMs, waitMs } from './backoff.ts';
import { BATCH_LETTERS, makeBatches, type Batches } from './batch.ts';
import { keepConnected } from './connect.ts';
import type { Room } from './room.ts';
import { storeBatch } from './store-batch.ts';

/** Drains until the signal is aborted, then stores and acks what had arrived. One connection, a session for each queue. */
export async function drain(room: Room, signal: AbortSignal): Promise<void> {
  await keepConnected(room, 'drain', signal, async (connection) => {
    const queues = room.config.deadLetterQueues ?? [ownQueue];
    if (room.config.deadLetterQueues === null) await declare(room, connection);
    const flow = makeFlow(connection, room.config.maxHeldBytes);
    const lost = new AbortController();
    void connection.closed.then(() => lost.abort());
    const over = AbortSignal.any([signal, lost.signal]);
    await Promise.all(queues.map((queue) => drainQueue(room, { queue, connection, flow, signal, over })));
  });
}

/** A refusal (no right to declare, another queue of that name) is told on the page, and tried again with the connection. */
async function declare(room: Room, connection: Connection): Promise<void> {
  try {
    await declareOwn(connection);
    room.problems.set('declare', null);
  } catch (error) {
    room.problems.set('declare', error instanceof Error ? `${error.message}.` : String(error));
    throw error;
  }
}

type Source = {
  queue: string;
  connection: Connection;
  flow: Flow;
  /** We stop. */
  signal: AbortSignal;
  /** We stop, or the connection has ended: no wait for the next session outlasts it. */
  over: AbortSignal;
};

/** One session after the other, until the connection has ended or we stop. Nothing is repaired in place. */
async function drainQueue(room: Room, source: Source): Promise<void> {
  const log = room.log.child({ queue: source.queue });
  let failures = 0;
  while (!source.signal.aborted && source.connection.isOpen) {
    let why: string;
    try {
      why = await runSession(room, source, () => {
        if (failures > 0) log.info('draining again');
        failures = 0;
      });
    } catch (error) {
      if (failures === 0)
        log.error({ err: error }, 'the store refused or cannot be reached: letters wait in RabbitMQ');
      room.problems.set('store', 'Postgres could not be written to: letters wait in RabbitMQ.');
      why = 'store';
    }
    if (source.signal.aborted || !source.connection.isOpen) return;
    if (failures === 0 && why !== 'store') log.warn({ why }, 'the session ended; another is opened');
    await waitMs(backoffMs(failures++), source.over);
  }
}

/** Gives why the session ended. Throws trouble with the store; its channel is closed then, so that no letter is held. */
async function runSession(room: Room, source: Source, onOpen: () => void): Promise<string> {
  const { queue, connection, flow, signal } = source;
  // Also the proof that the store can be written to: until then nothing is consumed.
  const sessionId = await openSession(room.actor, room.workerId, queue);
  const batches = makeBatches();
  try {
    const opened = await consume({
      connection,
      flow,
      queue,
      prefetch: 2 * BATCH_LETTERS,
      onDelivery: (delivery) => batches.push(delivery),
    });
    if (!opened.ok) {
      await rememberQueue(room.actor, problemOf(queue, opened.end.why, opened.end.message));
      return opened.end.message;
    }
    room.problems.set('store', null);
    await rememberQueue(room.actor, { name: queue, state: 'draining', problem: null });
    onOpen();
    const end = await pump(room, sessionId, opened.session, batches, signal);
    if (end !== null) await rememberQueue(room.actor, problemOf(queue, end.why, end.message));
    return end?.message ?? 'stopped';
  } finally {
    await closeSession(room.actor, sessionId);
  }
}

/** Stores and acks batch by batch. Gives the broker's end of the session, or null when we stopped it. */
async function pump(room: Room, sessionId: string, session: Session, batches: Batches, signal: AbortSignal) {
  const ended = session.ended.then((end) => {
    batches.drop();
    return end;
  });
  const stop = () => void session.cancel().then(() => batches.end());
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    for (let batch = await batches.next(); batch !== null; batch = await batches.next()) {
      room.counters.add('lettersDrained', batch.length);
      const alertChannel = room.config.slack?.channel ?? null;
      const stored = await storeBatch(batch, { sessionId, alertChannel, actor: room.actor, log: room.log });
      room.counters.add('lettersStored', stored);
      // n.b. Ack after commit: what dies between the two is delivered again, never lost.
      session.ackThrough(batch.at(-1)?.seq ?? 0);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await session.close();
  }
  return signal.aborted ? null : ended;
}

function problemOf(name: string, why: string, message: string): QueueSeen {
  if (why === 'missing') {
    return {
      name,
      state: 'missing',
      depth: null,
      problem: `Queue ${name} does not exist: declare it, or take it out of DEAD_LETTER_QUEUES.`,
    };
  }
  if (why === 'refused')
    return { name, state: 'refused', problem: `RabbitMQ refuses to let us drain ${name}: ${message}` };
  return { name, state: 'waiting', problem: `Not drained just now: ${message}` };
}
