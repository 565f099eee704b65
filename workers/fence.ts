// A redelivered letter may still be committed by the session that had it before: this waits until none can.
import { askForLife, closeLapsed, listRivals, readClock } from '#lib/store/sessions.ts';
import { waitMs } from './backoff.ts';
import type { Room } from './room.ts';

/** A session that shows no life for this long, though it is asked to, is closed: it can commit nothing more. */
const LAPSE_MS = 8000;
const LOOK_MS = 100;
const ASK_EVERY = 10;

/**
 * Resolves when every other session of the queue that was open by now has shown life on its channel since (so the broker did
 * not take the letter from it), or is closed. Only time that passes while the store answers counts against a session: when
 * Postgres was away, nobody could show life. Rejects when the signal is aborted.
 */
export async function passFence(room: Room, sessionId: string, signal: AbortSignal): Promise<void> {
  const since = await readClock(room.actor);
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
        await closeLapsed(room.actor, rival);
      }
    }
    await waitMs(LOOK_MS, signal);
    if (signal.aborted) throw new Error('the session ended while its redelivered letters waited');
  }
}
