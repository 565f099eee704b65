// The life of a session, told to the store when its channel has answered: often while letters come, and when another worker asks.
import type { Session } from '#lib/broker/consumer.ts';
import { keepSessionAlive, readClock } from '#lib/store/sessions.ts';
import { startLoop } from './loop.ts';
import type { Room } from './room.ts';

const BUSY_MS = 500;
const IDLE_MS = 5000;

/** Beats until stopped. A session that another worker has closed ends: what it holds goes back to the queue. */
export function showLife(room: Room, sessionId: string, session: Session): { stop(): Promise<void> } {
  let written = 0;
  const loop = startLoop(
    `life of ${session.queue}`,
    async () => {
      const provenAt = await readClock(room.actor);
      if (!(await session.prove())) return IDLE_MS;
      const { settledSeq } = session;
      const isOpen = await keepSessionAlive(room.actor, { id: sessionId, provenAt, settledSeq });
      if (!isOpen) await session.close();
      const isBusy = settledSeq > written;
      written = settledSeq;
      return isBusy ? BUSY_MS : IDLE_MS;
    },
    room.log,
  );
  const wake = () => loop.wake();
  room.lives.add(wake);
  return {
    async stop() {
      room.lives.delete(wake);
      await loop.stop();
    },
  };
}
