// One session of a queue, from its row in the store to the channel's end.
import type { Connection } from '#lib/broker/connection.ts';
import { openSession as consume, type Session, type SessionEnd } from '#lib/broker/consumer.ts';
import type { Flow } from '#lib/broker/flow.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import { SessionClosed } from '#lib/store/incoming.ts';
import { rememberQueue } from '#lib/store/queues.ts';
import { closeSession, openSession } from '#lib/store/sessions.ts';
import { makeBatches, type Batches } from './batch.ts';
import { watchSession, type Care } from './care.ts';
import { makeFence } from './fence.ts';
import { showLife } from './life.ts';
import type { Fit } from './prefetch.ts';
import { pump, type Verdict } from './pump.ts';
import { problemOf } from './queue-problem.ts';
import type { Room } from './room.ts';

/** What is not stored so long after its queue was paused goes back to it. */
const PAUSE_MS = 1000;

export type Source = {
  queue: string;
  /** Declared by us as a classic queue. */
  isOwn: boolean;
  connection: Connection;
  flow: Flow;
  fit: Fit;
  /** We stop. */
  signal: AbortSignal;
};

/** Why a session ended, and with what care the next one drains. */
export type Ending = { why: string; care: Care | null };

/** Throws trouble with the store; its channel is closed then, so that no letter is held. */
export async function runSession(
  room: Room,
  source: Source,
  care: Care | null,
  onOpen: () => void,
): Promise<Ending> {
  const { queue, connection, flow, isOwn } = source;
  const prefetch = care === null ? source.fit.prefetch : 1;
  // Also the proof that the store can be written to: until then nothing is consumed.
  const sessionId = await openSession(room.actor, room.workerId, queue, prefetch);
  const batches = makeBatches();
  let settledSeq = 0;
  let ending: Ending;
  try {
    const opened = await consume({
      connection,
      flow,
      queue,
      prefetch,
      isClassic: isOwn,
      onDelivery: (delivery) => batches.push(delivery),
    });
    if (opened.ok) {
      room.problems.set('store', null);
      await rememberQueue(room.actor, { name: queue, state: 'draining', problem: care?.because ?? null });
      onOpen();
      const over = await drainSession(room, sessionId, opened.session, batches, source, care);
      settledSeq = opened.session.settledSeq;
      if (over.end !== null) await tell(room, queue, over.end);
      ending = { why: over.end?.message ?? 'stopped', care: over.care };
    } else ending = { why: await tell(room, queue, opened.end), care };
  } catch (error) {
    // Why it ended counts; where it cannot be closed now, the next one closes it.
    await closeSession(room.actor, sessionId, settledSeq).catch(() => undefined);
    throw error;
  }
  await closeSession(room.actor, sessionId, settledSeq);
  return ending;
}

/** Stores and acks batch by batch. Gives the broker's end of the session, or null when it was ours. */
async function drainSession(
  room: Room,
  sessionId: string,
  session: Session,
  batches: Batches,
  { queue, fit, signal }: Source,
  care: Care | null,
): Promise<{ end: SessionEnd | null; care: Care | null }> {
  const over = new AbortController();
  let isFitting = true;
  let isOurs = false;
  let isGone = false;
  let isCut = false;
  let cut: NodeJS.Timeout | undefined;
  const stop = () => {
    isOurs = true;
    void session.cancel().then(() => batches.end());
  };
  const ended = session.ended.then((end) => {
    isGone = true;
    over.abort();
    batches.drop();
    return end;
  });
  const fence = makeFence(room, sessionId, over.signal);
  const watch = watchSession(room, { sessionId, care, fence }, stop);
  const life = showLife(room, sessionId, session);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  void room.pauses.until(queue, true, over.signal).then(() => {
    if (over.signal.aborted) return;
    stop();
    cut = setTimeout(() => {
      isCut = true;
      over.abort();
      batches.drop();
    }, PAUSE_MS);
  });
  try {
    async function inspect(batch: readonly Delivery[]): Promise<Verdict> {
      if (care === null && isFitting && fit.look(batch)) {
        isFitting = false;
        stop();
      }
      return watch.inspect(batch);
    }
    await pump(room, { sessionId, session, batches, fence, inspect });
    // The last acks are settled where that can be known.
    if (isOurs) await session.prove();
  } catch (error) {
    // Letters that waited at the fence only say that it is over: the broker's end says why.
    if (!(isGone || isCut) || !(error instanceof SessionClosed)) throw error;
  } finally {
    clearTimeout(cut);
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
