// One session of a queue, from its row in the store to the channel's end.
import type { Connection } from '#lib/broker/connection.ts';
import { openSession as consume, type Session, type SessionEnd } from '#lib/broker/consumer.ts';
import type { Flow } from '#lib/broker/flow.ts';
import { rememberQueue } from '#lib/store/queues.ts';
import { closeSession, openSession } from '#lib/store/sessions.ts';
import { BATCH_LETTERS, makeBatches, type Batches } from './batch.ts';
import { watchSession, type Care } from './care.ts';
import { makeFence } from './fence.ts';
import { showLife } from './life.ts';
import { pump } from './pump.ts';
import { problemOf } from './queue-problem.ts';
import type { Room } from './room.ts';

/** Two batches under way, one that is read and one that is on its way from the broker. */
const PREFETCH = 4 * BATCH_LETTERS;

export type Source = {
  queue: string;
  /** Declared by us as a classic queue. */
  isOwn: boolean;
  connection: Connection;
  flow: Flow;
  /** We stop. */
  signal: AbortSignal;
};

/** Why a session ended, and how the next one drains. */
export type Ending = { why: string; care: Care | null };

/** Throws trouble with the store; its channel is closed then, so that no letter is held. */
export async function runSession(
  room: Room,
  source: Source,
  care: Care | null,
  onOpen: () => void,
): Promise<Ending> {
  const { queue, connection, flow, isOwn, signal } = source;
  const prefetch = care === null ? PREFETCH : 1;
  // Also the proof that the store can be written to: until then nothing is consumed.
  const sessionId = await openSession(room.actor, room.workerId, queue, prefetch);
  const batches = makeBatches();
  let settledSeq = 0;
  try {
    const opened = await consume({
      connection,
      flow,
      queue,
      prefetch,
      isClassic: isOwn,
      onDelivery: (delivery) => batches.push(delivery),
    });
    if (!opened.ok) return { why: await tell(room, queue, opened.end), care };
    room.problems.set('store', null);
    await rememberQueue(room.actor, { name: queue, state: 'draining', problem: care?.because ?? null });
    onOpen();
    const ending = await drainSession(room, sessionId, opened.session, batches, care, signal);
    settledSeq = opened.session.settledSeq;
    if (ending.end !== null) await tell(room, queue, ending.end);
    return { why: ending.end?.message ?? 'stopped', care: ending.care };
  } finally {
    await closeSession(room.actor, sessionId, settledSeq);
  }
}

/** Stores and acks batch by batch. Gives the broker's end of the session, or null when it was ours. */
async function drainSession(
  room: Room,
  sessionId: string,
  session: Session,
  batches: Batches,
  care: Care | null,
  signal: AbortSignal,
): Promise<{ end: SessionEnd | null; care: Care | null }> {
  const over = new AbortController();
  let isOurs = false;
  const stop = () => {
    isOurs = true;
    void session.cancel().then(() => batches.end());
  };
  const ended = session.ended.then((end) => {
    over.abort();
    batches.drop();
    return end;
  });
  const fence = makeFence(room, sessionId, over.signal);
  const watch = watchSession(room, { sessionId, care, fence }, stop);
  const life = showLife(room, sessionId, session);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const { inspect } = watch;
    await pump(room, { sessionId, session, batches, fence, inspect });
    // The last acks are settled where that can be known.
    if (isOurs) await session.prove();
  } finally {
    signal.removeEventListener('abort', stop);
    over.abort();
    await session.close();
    await life.stop();
  }
  return { end: isOurs ? null : await ended, care: watch.next === undefined ? care : watch.next };
}

async function tell(room: Room, queue: string, end: SessionEnd): Promise<string> {
  const seen = problemOf(queue, end);
  await rememberQueue(room.actor, seen);
  return seen.problem ?? end.message;
}
