// A redelivered letter may still be committed by the session that had it before: this waits until none can.
import { SessionClosed } from '#lib/store/incoming.ts';
import { askForLife, closeLapsed, listRivals, readClock } from '#lib/store/sessions.ts';
import { waitMs } from './backoff.ts';
import type { Room } from './room.ts';

/** A session that shows no life for this long, though it is asked to, is closed: it can commit nothing more. */
const LAPSE_MS = 8000;
const LOOK_MS = 100;
const ASK_EVERY = 10;

/** Resolves when every other session of the queue that was open by now can commit nothing more that we hold. Rejects when ours ends. */
export type Fence = () => Promise<void>;

/** Of one session. However many letters wait, it is passed once at a time: each waits for a passage that began after it came. */
export function makeFence(room: Room, sessionId: string, signal: AbortSignal): Fence {
  let current: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  function begin(): Promise<void> {
    const passing = pass(room, sessionId, signal).finally(() => {
      if (current === passing) current = null;
    });
    current = passing;
    return passing;
  }

  return () => {
    if (current === null) return begin();
    next ??= current
      .catch(() => undefined)
      .then(() => {
        next = null;
        return begin();
      });
    return next;
  };
}

/**
 * A session that has shown life on its channel since did not lose the letter to us; one that shows none is closed. Only time that
 * passes while the store answers counts against it: when Postgres was away, nobody could show life.
 */
async function pass(room: Room, sessionId: string, signal: AbortSignal): Promise<void> {
  const since = await readClock(room.actor);
  let isTold = false;
  const tell = (session: string, err: unknown) => {
    if (!isTold)
      room.log.warn(
        { session, err },
        'what holds up the closing of a session cannot be ended; it is tried again',
      );
    isTold = true;
  };
  const silent = new Map<string, { aliveAt: number; looks: number }>();
  for (let look = 0; ; look++) {
    const rivals = await listRivals(room.actor, sessionId, since);
    if (rivals.length === 0) return;
    if (look % ASK_EVERY === 0) await askForLife(room.actor);
    for (const rival of rivals) {
      const aliveAt = rival.aliveAt.getTime();
      const seen = silent.get(rival.id);
      if (seen?.aliveAt !== aliveAt) silent.set(rival.id, { aliveAt, looks: 0 });
      else if (++seen.looks * LOOK_MS >= LAPSE_MS) {
        room.log.warn(
          { session: rival.id },
          'a session shows no life: it is closed, and can store nothing more',
        );
        await closeLapsed(room.actor, rival, (error) => tell(rival.id, error));
      }
    }
    await waitMs(LOOK_MS, signal);
    if (signal.aborted) throw new SessionClosed('the session ended while its redelivered letters waited');
  }
}
