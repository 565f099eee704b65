// The outbox of alerts: claimed by any worker, at most one post a second and channel over all of them.
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#lib/domain/actor.ts';
import type { AlertLetter, FoldedSummary } from '#lib/domain/alert.ts';
import { db, type Tx } from './client.ts';

export type DuePost = { id: string; channel: string; tries: number; unanswered: number };
/** What a post covers: one letter, or many told by source queue. */
export type Covered = { kind: 'one'; letter: AlertLetter } | { kind: 'many'; summary: FoldedSummary };

/** Above this many waiting alerts one post covers them all. */
export const FOLD_ABOVE = 20;
/** One post covers at most this many; the rest goes into the next. */
const COVER_LIMIT = 10_000;
const QUEUES_TOLD = 40;
/** Longer than a call to Slack can take. */
const LEASE_S = 60;

/** Nothing to post; look again after this many ms, or when letters arrive. */
export type NoPost = { waitMs: number };

const IDLE_MS = 2000;

/**
 * The next post that a channel is due, taken for us. Posts that were begun before (refused for a while, or their worker
 * ended in mid-call) come first.
 */
export async function claimPost(_actor: Actor, channel: string, gapMs: number): Promise<DuePost | NoPost> {
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`INSERT INTO channel (name) VALUES (${channel}) ON CONFLICT DO NOTHING`;
    const [pace] = await tx.$queryRaw<{ waitMs: number }[]>`
      SELECT ceil(extract(epoch FROM next_post_at - clock_timestamp()) * 1000)::int AS "waitMs"
      FROM channel WHERE name = ${channel} FOR UPDATE SKIP LOCKED`;
    // Another worker has the channel just now.
    if (pace === undefined) return { waitMs: gapMs };
    if (pace.waitMs > 0) return { waitMs: Math.min(pace.waitMs, 60_000) };
    const [begun] = await tx.$queryRaw<DuePost[]>`
      UPDATE post SET stage = 'sending', lease_until = now() + make_interval(secs => ${LEASE_S}), tries = tries + 1,
        unanswered = unanswered + CASE WHEN stage = 'sending' THEN 1 ELSE 0 END
      WHERE id = (SELECT id FROM post WHERE channel = ${channel} AND next_try_at <= now()
          AND (stage = 'due' OR (stage = 'sending' AND lease_until < now())) ORDER BY id LIMIT 1)
      RETURNING id, channel, tries, unanswered`;
    const post = begun ?? (await beginPost(tx, channel));
    if (post === null) return { waitMs: IDLE_MS };
    await tx.$executeRaw`UPDATE channel SET next_post_at = clock_timestamp() + make_interval(secs => ${gapMs / 1000}) WHERE name = ${channel}`;
    return post;
  });
}

async function beginPost(tx: Tx, channel: string): Promise<DuePost | null> {
  const waiting = await tx.$queryRaw<{ id: string }[]>`
    SELECT dead_letter_id AS id FROM alert WHERE channel = ${channel} AND post_id IS NULL
    ORDER BY due_at, dead_letter_id LIMIT ${FOLD_ABOVE + 1}`;
  if (waiting.length === 0) return null;
  const id = uuidv7();
  await tx.$executeRaw`INSERT INTO post (id, channel, stage, tries, lease_until)
    VALUES (${id}::uuid, ${channel}, 'sending', 1, now() + make_interval(secs => ${LEASE_S}))`;
  const count = waiting.length > FOLD_ABOVE ? COVER_LIMIT : 1;
  await tx.$executeRaw`UPDATE alert SET post_id = ${id}::uuid WHERE dead_letter_id IN (
    SELECT dead_letter_id FROM alert WHERE channel = ${channel} AND post_id IS NULL
    ORDER BY due_at, dead_letter_id LIMIT ${count} FOR UPDATE)`;
  return { id, channel, tries: 1, unanswered: 0 };
}

/** What a claimed post has to say. */
export async function readCovered(_actor: Actor, postId: string): Promise<Covered> {
  const letters = await db().$queryRaw<(Omit<AlertLetter, 'arrivedAt'> & { arrivedAt: Date })[]>`
    SELECT l.id, l.dead_letter_queue AS "deadLetterQueue", l.source_queue AS "sourceQueue", l.exchange,
      l.routing_key AS "routingKey", l.reason, l.error_type AS "errorType", l.error_message AS "errorMessage",
      l.deaths, l.arrived_at AS "arrivedAt"
    FROM alert a JOIN dead_letter l ON l.id = a.dead_letter_id WHERE a.post_id = ${postId}::uuid LIMIT 2`;
  const [one] = letters;
  if (one && letters.length === 1)
    return { kind: 'one', letter: { ...one, arrivedAt: one.arrivedAt.toISOString() } };
  return { kind: 'many', summary: await summarize(postId) };
}

async function summarize(postId: string): Promise<FoldedSummary> {
  const rows = await db().$queryRaw<FoldedRow[]>`
    SELECT l.source_queue AS "sourceQueue", count(*)::int AS count,
      (array_agg(l.reason ORDER BY l.arrived_at DESC, l.id DESC))[1] AS reason,
      (array_agg(l.error_type ORDER BY l.arrived_at DESC, l.id DESC))[1] AS "errorType",
      (array_agg(left(l.error_message, 2000) ORDER BY l.arrived_at DESC, l.id DESC))[1] AS "errorMessage", min(l.arrived_at) AS first, max(l.arrived_at) AS last,
      (sum(count(*)) OVER ())::int AS total, (count(*) OVER ())::int AS "queueCount"
    FROM alert a JOIN dead_letter l ON l.id = a.dead_letter_id WHERE a.post_id = ${postId}::uuid
    GROUP BY l.source_queue ORDER BY count(*) DESC, l.source_queue LIMIT ${QUEUES_TOLD}`;
  return {
    total: rows[0]?.total ?? 0,
    queueCount: rows[0]?.queueCount ?? 0,
    queues: rows.map(({ first, last, total: _total, queueCount: _queues, ...queue }) => ({
      ...queue,
      firstArrivedAt: first.toISOString(),
      lastArrivedAt: last.toISOString(),
    })),
  };
}

type FoldedRow = Omit<FoldedSummary['queues'][number], 'firstArrivedAt' | 'lastArrivedAt'> & {
  first: Date;
  last: Date;
  total: number;
  queueCount: number;
};

export async function settlePosted(
  _actor: Actor,
  postId: string,
  slack: { ts: string; channel: string },
): Promise<number> {
  await db()
    .$executeRaw`UPDATE post SET stage = 'posted', posted_at = now(), lease_until = NULL, problem = NULL,
    slack_ts = ${slack.ts}, slack_channel = ${slack.channel} WHERE id = ${postId}::uuid`;
  return db().alert.count({ where: { postId } });
}

/** Never to be tried again: its letters say so. */
export async function settleFailed(_actor: Actor, postId: string, problem: string): Promise<void> {
  await db()
    .$executeRaw`UPDATE post SET stage = 'failed', lease_until = NULL, problem = ${problem} WHERE id = ${postId}::uuid`;
}

/** Back into the outbox, to be tried after `waitMs`; `isUnanswered` when that call may have posted all the same. */
export async function settleUnposted(
  _actor: Actor,
  post: DuePost,
  { problem, waitMs, isUnanswered }: { problem: string; waitMs: number; isUnanswered: boolean },
): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.$executeRaw`UPDATE post SET stage = 'due', lease_until = NULL, problem = ${problem},
      next_try_at = now() + make_interval(secs => ${waitMs / 1000}), unanswered = unanswered + ${isUnanswered ? 1 : 0}
      WHERE id = ${post.id}::uuid`;
    await tx.$executeRaw`UPDATE channel SET next_post_at = greatest(next_post_at, now() + make_interval(secs => ${waitMs / 1000}))
      WHERE name = ${post.channel}`;
  });
}

/** Alerts that no post has covered yet, and the age of the oldest. */
export async function readAlertBacklog(_actor: Actor): Promise<{ waiting: number; lagSeconds: number }> {
  const [row] = await db().$queryRaw<{ waiting: number; lagSeconds: number }[]>`
    WITH waiting AS (
      SELECT due_at FROM alert WHERE post_id IS NULL
      UNION ALL SELECT a.due_at FROM alert a JOIN post p ON p.id = a.post_id WHERE p.stage IN ('due', 'sending')
    ) SELECT count(*)::int AS waiting,
      greatest(0, coalesce(extract(epoch FROM now() - min(due_at)), 0))::float8 AS "lagSeconds" FROM waiting`;
  return row ?? { waiting: 0, lagSeconds: 0 };
}
