// The drained queues as the worker last saw them, with what the store knows of each.
import type { Actor } from '#lib/domain/actor.ts';
import { firstIdAt } from '#lib/domain/cursor.ts';
import type { QueueView } from '#lib/domain/dead-letter.ts';
import { maySee } from '#lib/domain/permissions.ts';
import { BROKER_ID, db } from './client.ts';
import { isStillDrained } from './pauses.ts';
import { isSeenBy } from './scope.ts';

export type QueueSeen = {
  name: string;
  /** Whether it is paused is not the worker's to say. */
  state?: Exclude<QueueView['state'], 'paused'>;
  problem?: string | null;
  depth?: number | null;
  consumers?: number | null;
  lastLetterAt?: Date;
};

/** Counting stops here: a rate over this is shown as this. */
const COUNT_LIMIT = 100_000;

/** Remembers what was seen of a queue; what is left out stays as it was. */
export async function rememberQueue(_actor: Actor, { name, ...seen }: QueueSeen): Promise<void> {
  const data = { ...seen, seenAt: new Date() };
  await db().queue.upsert({
    where: { brokerId_name: { brokerId: BROKER_ID, name } },
    create: { brokerId: BROKER_ID, name, ...data },
    update: data,
  });
  await db().$executeRaw`SELECT pg_notify('letterthief', '{"kind":"queues"}')`;
}

/** The queues that a worker looked after within the last hour, by name; at most 500. Of foreign ones nothing: of one that others share, one's own letters. */
export async function listQueues(actor: Actor): Promise<QueueView[]> {
  const rows = await db().$queryRaw<QueueRow[]>`
    SELECT q.name, CASE WHEN q.paused_at IS NULL THEN q.state ELSE 'paused' END AS state, q.problem, q.depth, q.consumers,
      q.seen_at AS "seenAt", q.paused_at AS "pausedAt", q.paused_by AS "pausedBy", q.paused_because AS "pausedBecause",
      q.paused_at IS NOT NULL AND ${isStillDrained} AS "isUnderWay",
      q.last_letter_at AS "lastLetterAt",
      (SELECT count(*)::int FROM (SELECT 1 FROM dead_letter l
        WHERE l.broker_id = q.broker_id AND l.dead_letter_queue = q.name
          AND ${isSeenBy(actor)} AND l.id > ${firstIdAt(new Date(Date.now() - 60_000))}::uuid LIMIT ${COUNT_LIMIT}) recent) AS "lettersPerMinute",
      (SELECT count(*)::int FROM (SELECT 1 FROM dead_letter l
        WHERE l.broker_id = q.broker_id AND l.dead_letter_queue = q.name
          AND ${isSeenBy(actor)} AND l.status = 'open' LIMIT ${COUNT_LIMIT}) open) AS "openLetters"
    FROM queue q
    WHERE q.broker_id = ${BROKER_ID} AND q.seen_at > now() - interval '1 hour'
    ORDER BY q.name LIMIT 500`;
  return rows
    .filter((row) => isShown(actor, row))
    .map(({ pausedAt, pausedBy, pausedBecause, isUnderWay, ...row }) => ({
      ...row,
      paused:
        pausedAt === null
          ? null
          : { at: pausedAt.toISOString(), by: pausedBy ?? '', reason: pausedBecause, isUnderWay },
      // Of a queue that others share, what is everybody's is not told.
      depth: maySee(actor, row.name) ? row.depth : null,
      seenAt: row.seenAt?.toISOString() ?? null,
      lastLetterAt: (maySee(actor, row.name) && row.lastLetterAt?.toISOString()) || null,
    }));
}

/** By its own name, or since letters of theirs lie in it. */
function isShown(actor: Actor, queue: QueueRow): boolean {
  return maySee(actor, queue.name) || queue.openLetters > 0 || queue.lettersPerMinute > 0;
}

type QueueRow = Omit<QueueView, 'seenAt' | 'lastLetterAt' | 'paused'> & {
  seenAt: Date | null;
  lastLetterAt: Date | null;
  pausedAt: Date | null;
  pausedBy: string | null;
  pausedBecause: string | null;
  isUnderWay: boolean;
};
