// Moves deliveries from the dead-letter queues into the store. Acks only what is committed.
import type { Connection } from '#lib/broker/connection.ts';
import { makeFlow } from '#lib/broker/flow.ts';
import { declareOwn, ownQueue } from '#lib/broker/topology.ts';
import type { Log } from '#lib/log.ts';
import { rehearse, SessionClosed, type Incoming } from '#lib/store/incoming.ts';
import { rememberQueue } from '#lib/store/queues.ts';
import { sayStoreTrouble } from '#lib/store/trouble.ts';
import { backoffMs, waitMs } from './backoff.ts';
import type { Care } from './care.ts';
import { keepConnected } from './connect.ts';
import { makeFit } from './prefetch.ts';
import type { Room } from './room.ts';
import { runSession, type Source } from './session.ts';
import { StoreTrouble } from './store-batch.ts';

/** Drains until the signal is aborted, then stores and acks what had arrived. One connection, a session for each queue. */
export async function drain(room: Room, signal: AbortSignal): Promise<void> {
  const named = room.config.deadLetterQueues;
  const queues = (named ?? [ownQueue]).map((queue) => ({ queue, fit: makeFit(room.config.maxHeldBytes) }));
  await keepConnected(room, 'drain', signal, async (connection) => {
    if (named === null) await declare(room, connection);
    const flow = makeFlow(connection, room.config.maxHeldBytes);
    const lost = new AbortController();
    void connection.closed.then(() => lost.abort());
    const over = AbortSignal.any([signal, lost.signal]);
    await Promise.all(
      queues.map(({ queue, fit }) =>
        drainQueue(room, { queue, fit, isOwn: named === null, connection, flow, signal }, over),
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
  const { fit } = source;
  let care: Care | null = null;
  /** What the store did not take. */
  let refused: Incoming | null = null;
  while (!source.signal.aborted && source.connection.isOpen) {
    const before: { care: Care | null; prefetch: number } = { care, prefetch: fit.prefetch };
    let why: string | null = null;
    try {
      await rest(room, source.queue, over, log);
      if (over.aborted) return;
      if (refused !== null) await rehearse(room.actor, room.workerId, refused);
      refused = null;
      const ending = await runSession(room, source, care, () => {
        if (failures > 0) log.info('draining again');
        failures = 0;
      });
      why = ending.why;
      care = ending.care;
    } catch (error) {
      if (error instanceof SessionClosed) why = error.message;
      if (error instanceof StoreTrouble) refused = error.incoming;
      if (why === null) tellStoreTrouble(room, log, error, failures === 0);
    }
    if (source.signal.aborted || !source.connection.isOpen) return;
    const isFitted = fit.prefetch !== before.prefetch;
    if (care !== before.care)
      log.warn({ why: care?.because ?? 'calm again: draining as usual' }, 'draining in another way');
    if (isFitted) log.info({ prefetch: fit.prefetch }, 'the prefetch is fitted to the letters’ size');
    if (care !== before.care || isFitted || room.pauses.has(source.queue)) continue;
    if (failures === 0 && why !== null) log.warn({ why }, 'the session ended; another is opened');
    await waitMs(backoffMs(failures++), over);
  }
}

/** For as long as people have paused it. */
async function rest(room: Room, queue: string, over: AbortSignal, log: Log): Promise<void> {
  await room.pauses.look();
  if (!room.pauses.has(queue)) return;
  log.info('paused: letters wait in RabbitMQ');
  await rememberQueue(room.actor, { name: queue, state: 'waiting', problem: null });
  await room.pauses.until(queue, false, over);
  if (!over.aborted) log.info('resumed');
}

/** On the page for as long as it lasts, in the log once. */
function tellStoreTrouble(room: Room, log: Log, error: unknown, isFirst: boolean): void {
  const why = error instanceof StoreTrouble ? error.message : sayStoreTrouble(error);
  room.problems.set(
    'store',
    `Nothing is stored: ${why}. Letters wait in RabbitMQ, and it goes on by itself.`,
  );
  if (isFirst)
    log.error({ err: error }, `nothing is stored: ${why}; letters wait in RabbitMQ, repeats are not logged`);
}
