// Drain sessions: one consumer on one channel (delivery contract, "Drain"). A closed session stores nothing any more.
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#lib/domain/actor.ts';
import { BROKER_ID, db, lookups } from './client.ts';
import { WORKER_ALIVE_S } from './workers.ts';

/**
 * Opens a session. Its insert is also the proof that the store can be written to before anything is consumed.
 * A worker has one session a queue: an older one, which could not be closed while the store was away, is closed with it.
 */
export async function openSession(
  _actor: Actor,
  workerId: string,
  queue: string,
  prefetch = 1000,
): Promise<string> {
  const id = uuidv7();
  await db().$transaction([
    db().$executeRaw`UPDATE session SET closed_at = now(), closed_by = 'itself'
      WHERE worker_id = ${workerId}::uuid AND broker_id = ${BROKER_ID} AND queue = ${queue} AND closed_at IS NULL`,
    db().session.create({ data: { id, brokerId: BROKER_ID, queue, workerId, prefetch } }),
  ]);
  return id;
}

/** Closes a session: from here on it stores nothing. Repeating it changes nothing. `settledSeq`: the broker has certainly seen these acks. */
export async function closeSession(_actor: Actor, id: string, settledSeq: number): Promise<void> {
  await db()
    .$executeRaw`UPDATE session SET closed_at = now(), closed_by = 'itself', settled_seq = greatest(settled_seq, ${settledSeq})
    WHERE id = ${id}::uuid AND closed_at IS NULL`;
}

/** The store's own clock, cut to the millisecond: what happened before or after can be compared over all workers. */
export async function readClock(_actor: Actor): Promise<Date> {
  const [row] = await db().$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  if (row === undefined) throw new Error('Postgres gave no time');
  return row.now;
}

/** A tick of life: at `provenAt` (of the store's clock) its channel was certainly there. False when the session is closed. */
export async function keepSessionAlive(
  _actor: Actor,
  { id, provenAt, settledSeq }: { id: string; provenAt: Date; settledSeq: number },
): Promise<boolean> {
  const open = await db()
    .$executeRaw`UPDATE session SET alive_at = greatest(alive_at, ${provenAt}), settled_seq = greatest(settled_seq, ${settledSeq})
    WHERE id = ${id}::uuid AND closed_at IS NULL`;
  return open === 1;
}

/** An open session that has shown no life on its channel since a moment: it may still commit what it was given before. */
export type Rival = { id: string; aliveAt: Date };

/** The other sessions of this one's queue that were open at `since` and have shown no life after it. */
export async function listRivals(_actor: Actor, id: string, since: Date): Promise<Rival[]> {
  return db().$queryRaw<Rival[]>`
    SELECT r.id, r.alive_at AS "aliveAt" FROM session r JOIN session s ON s.id = ${id}::uuid
    WHERE r.broker_id = s.broker_id AND r.queue = s.queue AND r.id <> s.id AND r.closed_at IS NULL
      AND r.opened_at <= ${since}::timestamptz + interval '1 ms' AND r.alive_at <= ${since}::timestamptz + interval '1 ms'`;
}

/** Asks every worker to show life in its sessions at once. */
export async function askForLife(_actor: Actor): Promise<void> {
  await db().$executeRaw`SELECT pg_notify('letterthief', '{"kind":"life"}')`;
}

/**
 * Closes a session that showed no life; not if it has shown some meanwhile. Waits for a commit of its that is under way, but not
 * for one whose worker has vanished in the middle of it: that one's connection is ended. `onTrouble`: it could not be, for now.
 */
export async function closeLapsed(
  _actor: Actor,
  { id, aliveAt }: Rival,
  onTrouble: (error: unknown) => void,
): Promise<void> {
  const closing = db().$executeRaw`UPDATE session SET closed_at = now(), closed_by = 'lapse'
    WHERE id = ${id}::uuid AND closed_at IS NULL AND date_trunc('milliseconds', alive_at) = ${aliveAt}::timestamptz`;
  let isEnding = false;
  const ending = setInterval(() => {
    if (isEnding) return;
    isEnding = true;
    void endVanished()
      .catch(onTrouble)
      .finally(() => (isEnding = false));
  }, 1000);
  try {
    await closing;
  } finally {
    clearInterval(ending);
  }
}

/**
 * Ends the connections that hold up the closing of a session while their own client has said nothing for 8 s. On a pool of its
 * own: in the other one, everybody may be waiting for just that.
 */
async function endVanished(): Promise<void> {
  await lookups().query(`
    SELECT pg_terminate_backend(b.pid) FROM pg_stat_activity w CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) AS blocking(pid)
    JOIN pg_stat_activity b ON b.pid = blocking.pid
    WHERE w.datname = current_database() AND w.wait_event_type = 'Lock' AND w.query LIKE 'UPDATE session SET %'
      AND b.usename = current_user AND b.wait_event IN ('ClientRead', 'ClientWrite') AND b.state_change < now() - interval '8 s'`);
}

/** Closes the sessions that showed no life for so long that nobody needs to wait for them; not those whose worker lives. */
export async function closeForgotten(_actor: Actor, afterS: number): Promise<void> {
  await db().$executeRaw`UPDATE session SET closed_at = now(), closed_by = 'lapse'
    WHERE closed_at IS NULL AND alive_at < now() - make_interval(secs => ${afterS}) AND worker_id NOT IN (
      SELECT id FROM worker WHERE stopped_at IS NULL AND alive_at > now() - make_interval(secs => ${WORKER_ALIVE_S}))`;
}

/** Deletes the sessions that ended a day ago without a letter: a queue that is missing makes one every few seconds. */
export async function forgetEmptySessions(_actor: Actor): Promise<void> {
  await db().$executeRaw`DELETE FROM session s WHERE closed_at < now() - interval '1 day'
    AND NOT EXISTS (SELECT FROM dead_letter l WHERE l.session_id = s.id)`;
}

/** How often a worker died with this letter at the head of its session; with prefetch 1 it was the only one that it held. */
export type HeadDeaths = {
  deaths: number;
  aloneDeaths: number;
  /** Sessions with the same head that nobody has closed: they may be dead too. */
  rivals: number;
};

/** Writes down what lies at a session's head before it is looked into, and gives who died with the same. */
export async function noteHead(_actor: Actor, id: string, fingerprint: bigint): Promise<HeadDeaths> {
  const [row] = await db().$queryRaw<HeadDeaths[]>`
    WITH ours AS (UPDATE session SET head = ${fingerprint} WHERE id = ${id}::uuid RETURNING broker_id, queue)
    SELECT count(d.id)::int AS deaths, (count(d.id) FILTER (WHERE d.prefetch = 1))::int AS "aloneDeaths",
      (SELECT count(*)::int FROM session r, ours WHERE r.broker_id = ours.broker_id AND r.queue = ours.queue
        AND r.closed_at IS NULL AND r.head = ${fingerprint} AND r.id <> ${id}::uuid) AS rivals
    FROM ours LEFT JOIN session d ON d.broker_id = ours.broker_id AND d.queue = ours.queue AND d.closed_by = 'lapse'
      AND d.head = ${fingerprint} AND d.opened_at > now() - interval '1 day'
      -- Closed by another while its store was away, say: its worker lives on.
      AND NOT EXISTS (SELECT FROM worker w WHERE w.id = d.worker_id AND w.alive_at > d.closed_at + interval '1 s')`;
  return row ?? { deaths: 0, aloneDeaths: 0, rivals: 0 };
}
