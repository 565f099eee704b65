// Moves deliveries from the dead-letter queues into the store. Acks only what is committed.
import type { Connection } from '#lib/broker/connection.ts';
import { makeFlow } from '#lib/broker/flow.ts';
import { declareOwn, ownQueue } from '#lib/broker/topology.ts';
import { SessionClosed } from '#lib/store/incoming.ts';
import { backoffMs, waitMs } from './backoff.ts';
import type { Care } from './care.ts';
import { keepConnected } from './connect.ts';
import type { Room } from './room.ts';
import { runSession, type Source } from './session.ts';

/** Drains until the signal is aborted, then stores and acks what had arrived. One connection, a session for each queue. */
export async function drain(room: Room, signal: AbortSignal): Promise<void> {
  await keepConnected(room, 'drain', signal, async (connection) => {
    const named = room.config.deadLetterQueues;
    if (named === null) await declare(room, connection);
    const flow = makeFlow(connection, room.config.maxHeldBytes);
    const lost = new AbortController();
    void connection.closed.then(() => lost.abort());
    const over = AbortSignal.any([signal, lost.signal]);
    await Promise.all(
      (named ?? [ownQueue]).map((queue) =>
        drainQueue(room, { queue, isOwn: named === null, connection, flow, signal }, over),
      ),
    );
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

/**
 * One session after the other, until the connection has ended or we stop. Nothing is repaired in place. `over`: no wait for the
 * next session outlasts the connection.
 */
async function drainQueue(room: Room, source: Source, over: AbortSignal): Promise<void> {
  const log = room.log.child({ queue: source.queue });
  let failures = 0;
  let care: Care | null = null;
  while (!source.signal.aborted && source.connection.isOpen) {
    const before: Care | null = care;
    let why: string;
    try {
      const ending = await runSession(room, source, care, () => {
        if (failures > 0) log.info('draining again');
        failures = 0;
      });
      why = ending.why;
      care = ending.care;
    } catch (error) {
      why = 'store';
      if (error instanceof SessionClosed) why = error.message;
      else if (failures === 0)
        log.error({ err: error }, 'the store refused or cannot be reached: letters wait in RabbitMQ');
      if (why === 'store')
        room.problems.set('store', 'Postgres could not be written to: letters wait in RabbitMQ.');
    }
    if (source.signal.aborted || !source.connection.isOpen) return;
    if (care !== before) {
      log.warn({ why: care?.because ?? 'calm again: draining as usual' }, 'draining in another way');
      continue;
    }
    if (failures === 0 && why !== 'store') log.warn({ why }, 'the session ended; another is opened');
    await waitMs(backoffMs(failures++), over);
  }
}
