// Queues that people have paused: no worker drains them, and letters can be put back into them.
import { nameOf, type Actor } from '#lib/domain/actor.ts';
import type { AuditAct } from '#lib/domain/audit.ts';
import type { PausedQueue, PauseRequest } from '#lib/domain/pause-schemas.ts';
import { mayAct, maySee } from '#lib/domain/permissions.ts';
import { AppError } from '#lib/errors.ts';
import { act } from './act.ts';
import { ringPauses } from './bells.ts';
import { BROKER_ID, db, type Tx } from './client.ts';
import { Prisma } from './generated/client.ts';
import { requireRole } from './scope.ts';

/** Of `queue q`: a worker still holds a session of it. One that shows no life stores nothing that it could be given from now on. */
export const isStillDrained = Prisma.sql`EXISTS (SELECT FROM session s WHERE s.broker_id = q.broker_id AND s.queue = q.name
  AND s.closed_at IS NULL AND s.alive_at > now() - interval '20 seconds')`;

/** Of `dead_letter l`: its dead-letter queue is paused, and no worker drains it any more. */
export const isPutBackAllowed = Prisma.sql`EXISTS (SELECT FROM queue q WHERE q.broker_id = l.broker_id
  AND q.name = l.dead_letter_queue AND q.paused_at IS NOT NULL AND NOT ${isStillDrained})`;

/** Throws forbidden, not_found, or conflict where it is paused already. */
export async function pauseQueue(actor: Actor, name: string, request: PauseRequest): Promise<PausedQueue> {
  return change(actor, name, request, 'queue.pause', async (tx) => {
    const [row] = await tx.$queryRaw<{ at: Date; isUnderWay: boolean }[]>`
      UPDATE queue q SET paused_at = now(), paused_by = ${nameOf(actor)}, paused_because = ${request.reason || null}
      WHERE q.broker_id = ${BROKER_ID} AND q.name = ${name} AND q.paused_at IS NULL
      RETURNING q.paused_at AS at, ${isStillDrained} AS "isUnderWay"`;
    if (row === undefined) throw new AppError('conflict', `${name} is paused already: nothing was changed`);
    const { at, isUnderWay } = row;
    const reason = request.reason || null;
    return { name, paused: { at: at.toISOString(), by: nameOf(actor), reason, isUnderWay } };
  });
}

/** Throws forbidden, not_found, or conflict where it is not paused. */
export async function resumeQueue(actor: Actor, name: string, request: PauseRequest): Promise<PausedQueue> {
  return change(actor, name, request, 'queue.resume', async (tx) => {
    const resumed = await tx.$executeRaw`
      UPDATE queue SET paused_at = NULL, paused_by = NULL, paused_because = NULL
      WHERE broker_id = ${BROKER_ID} AND name = ${name} AND paused_at IS NOT NULL`;
    if (resumed === 0) throw new AppError('conflict', `${name} is not paused: nothing was changed`);
    return { name, paused: null };
  });
}

/** The names of the queues that workers must leave alone. */
export async function listPausedQueues(_actor: Actor): Promise<string[]> {
  const rows = await db().$queryRaw<{ name: string }[]>`
    SELECT name FROM queue WHERE broker_id = ${BROKER_ID} AND paused_at IS NOT NULL ORDER BY name LIMIT 10000`;
  return rows.map(({ name }) => name);
}

/** Throws conflict, naming the letters whose queue is drained: what is put back there would come in again at once. */
export async function requirePaused(
  tx: Tx,
  letters: readonly { id: string; deadLetterQueue: string }[],
): Promise<void> {
  const names = [...new Set(letters.map(({ deadLetterQueue }) => deadLetterQueue))];
  // Held until the replays are written: whoever resumes the queue does so before, or after.
  const rows = await tx.$queryRaw<{ name: string; isUnderWay: boolean }[]>`
    SELECT q.name, ${isStillDrained} AS "isUnderWay" FROM queue q
    WHERE q.broker_id = ${BROKER_ID} AND q.name = ANY(${names}::text[]) AND q.paused_at IS NOT NULL ORDER BY q.name FOR SHARE`;
  const paused = new Map(rows.map(({ name, isUnderWay }) => [name, isUnderWay]));
  const barred = letters.filter(({ deadLetterQueue }) => paused.get(deadLetterQueue) !== false);
  if (barred.length === 0) return;
  const isEnding = barred.some(({ deadLetterQueue }) => paused.has(deadLetterQueue));
  const queues = [...new Set(barred.map(({ deadLetterQueue }) => deadLetterQueue))].slice(0, 5).join(', ');
  const why = isEnding
    ? `A worker is still ending its drain of ${queues}: ask again in a moment`
    : `${queues} is being drained, and what is put back would come in again at once: pause it on the Queues page first`;
  throw new AppError('conflict', `${why}. Nothing was changed`, {
    details: { ids: barred.map(({ id }) => id) },
  });
}

/** A dead-letter queue holds letters of many source queues: pausing it is for administrators who may act on it by its own name. */
async function change(
  actor: Actor,
  name: string,
  { reason }: PauseRequest,
  what: AuditAct,
  run: (tx: Tx) => Promise<PausedQueue>,
): Promise<PausedQueue> {
  requireRole(actor, 'administrator');
  const isThere = !name.includes('\0') && maySee(actor, name) && (await isKnown(name));
  if (!isThere) throw new AppError('not_found', 'No worker has reported a queue of this name');
  if (!mayAct(actor, name)) throw new AppError('forbidden', `You may look at ${name}, not act on it`);
  return act(actor, { act: what, reason, details: { queue: name } }, async (tx) => {
    const answer = await run(tx);
    await ringPauses(tx);
    return answer;
  });
}

async function isKnown(name: string): Promise<boolean> {
  return (await db().queue.count({ where: { brokerId: BROKER_ID, name } })) > 0;
}
