// Drain sessions: one consumer on one channel (delivery contract, "Drain").
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#lib/domain/actor.ts';
import { BROKER_ID, db } from './client.ts';

/**
 * Opens a session. Its insert is also the proof that the store can be written to before anything is consumed.
 * A worker has one session a queue: an older one, which could not be closed while the store was away, is closed with it.
 */
export async function openSession(_actor: Actor, workerId: string, queue: string): Promise<string> {
  const id = uuidv7();
  await db().$transaction([
    db().$executeRaw`UPDATE session SET closed_at = now()
      WHERE worker_id = ${workerId}::uuid AND broker_id = ${BROKER_ID} AND queue = ${queue} AND closed_at IS NULL`,
    db().session.create({ data: { id, brokerId: BROKER_ID, queue, workerId } }),
  ]);
  return id;
}

/** Closes a session: from here on it stores nothing. Repeating it changes nothing. */
export async function closeSession(_actor: Actor, id: string): Promise<void> {
  await db().$executeRaw`UPDATE session SET closed_at = now() WHERE id = ${id}::uuid AND closed_at IS NULL`;
}

/** A tick of life for a worker's open sessions. */
export async function keepSessionsAlive(_actor: Actor, workerId: string): Promise<void> {
  await db()
    .$executeRaw`UPDATE session SET alive_at = now() WHERE worker_id = ${workerId}::uuid AND closed_at IS NULL`;
}
