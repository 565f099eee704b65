// What follows the drain: looks at each letter soon after it came, by events, and batch by batch at older ones. One worker at a time
// under each name, so that what it counts is exact and nobody waits for it.
import type { Actor } from '#lib/domain/actor.ts';
import { db } from './client.ts';
import { readEventIds, type EventIds } from './event-ids.ts';
import { isForgotten, readMoment, type StoredEvent } from './events.ts';

const LEASE = '30 seconds';
/** A batch may take seconds, and so may the rest after it. */
const RENEW_MS = 5000;

export type Follower = {
  /** Its row, under which the lease is taken. */
  name: string;
  /** Events that it looks at: new letters, moves by people, outcomes of replays that open their letter again. */
  kinds: readonly StoredEvent['kind'][];
  /** So many at once: what is dear takes few. */
  batch: number;
  /** At most `batch` letters, perhaps looked at before. Broken off it is asked again, so doing it twice must change nothing. */
  take(ids: readonly string[]): Promise<void>;
};

/** How many were looked at; `hasMore`: older ones wait, and nobody need wait for the next round. */
export type Followed = { count: number; hasMore: boolean };

/** Asked after each batch; whoever would rather do something else first waits in it. False ends the round: it is done again. */
export type Rest = () => Promise<boolean>;

type Progress = { since: string; below: string | null; isComplete: boolean };

/**
 * Looks at what happened since the last time, and at a batch of older letters. Null when another worker is at it, or the round was
 * ended.
 */
export async function followNext(
  actor: Actor,
  workerId: string,
  follower: Follower,
  rest: Rest = async () => true,
): Promise<Followed | null> {
  const progress = await takeLease(actor, workerId, follower.name);
  if (progress === null) return null;
  const fresh = await followSince(actor, workerId, progress.since, follower, rest);
  if (fresh === null) return null;
  const { count, until, doneUntil } = fresh;
  const { below } = progress;
  const older = progress.isComplete ? null : await followOlder(below, follower);
  if (older !== null) await rest();
  // Where it was begun anew meanwhile (followAnew), that stands.
  await db().$executeRaw`
    UPDATE follower SET since = ${until}, done_until = ${doneUntil}, lease_until = now() + ${LEASE}::interval,
      below = CASE WHEN below IS NOT DISTINCT FROM ${below}::uuid THEN coalesce(${older?.below ?? null}::uuid, below) ELSE below END,
      is_complete = is_complete OR (${older?.isOver ?? false} AND below IS NOT DISTINCT FROM ${below}::uuid)
    WHERE name = ${follower.name} AND worker_id = ${workerId}::uuid`;
  return { count: count + (older?.count ?? 0), hasMore: older !== null && !older.isOver };
}

/** For who leaves: other workers go on at once. */
export async function leaveFollowing(_actor: Actor, workerId: string): Promise<void> {
  await db().$executeRaw`UPDATE follower SET lease_until = now() WHERE worker_id = ${workerId}::uuid`;
}

/** All letters are looked at anew, while the app runs. */
export async function followAnew(_actor: Actor): Promise<void> {
  await db().$executeRaw`UPDATE follower SET below = NULL, is_complete = false`;
}

async function takeLease(actor: Actor, workerId: string, name: string): Promise<Progress | null> {
  const [mine] = await db().$queryRaw<Progress[]>`
    INSERT INTO follower (name, since, lease_until, worker_id)
    VALUES (${name}, pg_current_snapshot()::text, now() + ${LEASE}::interval, ${workerId}::uuid)
    ON CONFLICT (name) DO UPDATE SET lease_until = EXCLUDED.lease_until, worker_id = EXCLUDED.worker_id
      WHERE follower.lease_until < now() OR follower.worker_id = EXCLUDED.worker_id
    RETURNING since, below, is_complete AS "isComplete"`;
  if (mine === undefined || !(await isForgotten(actor, mine.since))) return mine ?? null;
  // Nobody was here for longer than events are kept: all over again.
  const since = await readMoment(actor);
  await db()
    .$executeRaw`UPDATE follower SET since = ${since}, below = NULL, is_complete = false WHERE name = ${name}`;
  return { since, below: null, isComplete: false };
}

/** Null where it took so long that another worker goes on instead, or was ended. */
async function followSince(
  actor: Actor,
  workerId: string,
  since: string,
  { name, kinds, batch, take }: Follower,
  rest: Rest,
): Promise<{ count: number; until: string; doneUntil: Date } | null> {
  let renewedAt = Date.now();

  const [row] = await db().$queryRaw<{ now: Date }[]>`SELECT now()`;
  let count = 0;
  let until: string | null = null;
  let after: EventIds | null = null;
  for (;;) {
    const page = await readEventIds(actor, { since, until, after, kinds });
    until = page.until;
    const ids = page.events.flatMap(({ letterIds }) => letterIds);
    for (let at = 0; at < ids.length; at += batch) {
      await take(ids.slice(at, at + batch));
      if (!(await rest()) || !(await renew())) return null;
    }
    count += ids.length;
    after = page.events.at(-1) ?? null;
    if (!page.hasMore) return { count, until, doneUntil: row!.now };
  }

  async function renew(): Promise<boolean> {
    if (Date.now() - renewedAt < RENEW_MS) return true;
    renewedAt = Date.now();
    const isMine = await db().$executeRaw`
      UPDATE follower SET lease_until = now() + ${LEASE}::interval WHERE name = ${name} AND worker_id = ${workerId}::uuid`;
    return isMine > 0;
  }
}

async function followOlder(
  below: string | null,
  { batch, take }: Follower,
): Promise<{ count: number; below: string | null; isOver: boolean }> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT id FROM dead_letter WHERE ${below}::uuid IS NULL OR id < ${below}::uuid ORDER BY id DESC LIMIT ${batch}`;
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await take(ids);
  return { count: ids.length, below: ids.at(-1) ?? null, isOver: ids.length < batch };
}
