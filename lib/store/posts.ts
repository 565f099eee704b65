// Posts: claimed by any worker, each once; at most one a second and channel over all of them.
import type { Actor } from '#lib/domain/actor.ts';
import { db, type Tx } from './client.ts';
import { Prisma } from './generated/client.ts';
import { goes, isFree, takePace, type WayOut } from './pace.ts';

export type PostKind = 'group' | 'shared' | 'reply' | 'answer' | 'notice';

export type DuePost = {
  id: string;
  kind: PostKind;
  channel: string;
  routeId: string | null;
  tries: number;
  unanswered: number;
  /** What it tells of, as of now: what is posted shows at least this. */
  version: number;
  createdAt: Date;
  /** Where it stands in Slack; of a reply, the post in whose thread it goes. Null before it is posted. */
  ts: string | null;
  slackChannel: string | null;
};

/** Nothing to post; look again after this many ms, or when a bell rings. */
export type NoPost = { waitMs: number };

/** Longer than a call can take. */
const LEASE_S = 120;
const IDLE_MS = 2000;
/** Look again so soon where only the pace holds a post back. */
const PACED_MS = 100;

/**
 * The next post that is due anywhere, taken for us. `gapMs`: so long no other goes to its channel. First posts go before replies,
 * and those that were begun before (refused for a while, or their worker ended in mid-call) before others.
 */
export async function claimPost(_actor: Actor, to: WayOut, gapMs: number): Promise<DuePost | NoPost> {
  return db().$transaction(async (tx) => {
    if (to === 'slack' && !(await isFree(tx, 'posts'))) return { waitMs: PACED_MS };
    const [channel] = await tx.$queryRaw<{ name: string }[]>`
      SELECT c.name FROM channel c WHERE c.next_post_at <= clock_timestamp() AND ${goes(to, Prisma.sql`c.name`)}
        AND EXISTS (SELECT FROM post p WHERE p.channel = c.name AND ${isDue})
        AND NOT EXISTS (SELECT FROM post s JOIN channel i ON i.name = s.channel WHERE s.stage = 'sending' AND s.lease_until > now()
          AND (i.name = c.name OR i.slack_channel = c.slack_channel))
        AND NOT EXISTS (SELECT FROM channel o WHERE o.slack_channel = c.slack_channel AND o.name <> c.name
          AND o.problem IS NULL AND o.next_post_at > clock_timestamp() AND left(o.name, 8) <> 'answers ')
      ORDER BY c.next_post_at LIMIT 1 FOR UPDATE OF c SKIP LOCKED`;
    if (channel === undefined) return { waitMs: await nextIn(tx, to) };
    const { name } = channel;
    const [post] = await tx.$queryRaw<DuePost[]>`
      UPDATE post p SET stage = 'sending', lease_until = now() + make_interval(secs => ${LEASE_S}), tries = tries + 1,
        unanswered = unanswered + CASE WHEN stage = 'sending' THEN 1 ELSE 0 END
      WHERE p.id = (SELECT p.id FROM post p WHERE p.channel = ${name} AND ${isDue}
        ORDER BY p.kind = 'reply', p.next_try_at, p.id LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING p.id, p.kind, p.channel, p.route_id AS "routeId", p.tries, p.unanswered, p.version, p.created_at AS "createdAt",
        (SELECT o.slack_ts FROM post o WHERE o.id = p.parent_id) AS ts,
        (SELECT c.slack_channel FROM channel c WHERE c.name = p.channel) AS "slackChannel"`;
    if (post === undefined) return { waitMs: PACED_MS };
    await tx.$executeRaw`UPDATE channel SET next_post_at = clock_timestamp() + make_interval(secs => ${gapMs / 1000}) WHERE name = ${name}`;
    await takePace(tx, 'posts', to);
    return post;
  });
}

/** Of `post p`: not waiting for anything but its turn. A reply waits for the post in whose thread it goes. */
const isDue = Prisma.sql`p.next_try_at <= now() AND (p.stage = 'due' OR (p.stage = 'sending' AND p.lease_until < now()))
  AND (p.parent_id IS NULL OR EXISTS (SELECT FROM post o WHERE o.id = p.parent_id AND o.stage = 'posted'))`;

async function nextIn(tx: Tx, to: WayOut): Promise<number> {
  const [row] = await tx.$queryRaw<{ waitMs: number | null }[]>`
    SELECT ceil(extract(epoch FROM min(greatest(c.next_post_at, p.next_try_at)) - clock_timestamp()) * 1000)::float8 AS "waitMs"
    FROM post p JOIN channel c ON c.name = p.channel WHERE p.stage = 'due' AND ${goes(to, Prisma.sql`p.channel`)}
      AND (p.parent_id IS NULL OR EXISTS (SELECT FROM post o WHERE o.id = p.parent_id AND o.stage = 'posted'))`;
  // What is due and yet not free waits for a call that is under way.
  const waitMs = row?.waitMs ?? IDLE_MS;
  return waitMs <= 0 ? PACED_MS : Math.min(IDLE_MS, waitMs);
}

export type Posted = {
  ts: string;
  channel: string;
  permalink: string | null;
  digest: string | null;
  /** What it tells of goes on by itself, and is looked at again. */
  isUnsettled: boolean;
  /** Who was not reached all the same. */
  note: string | null;
};

/** It stands there. Gives how many letters it tells of; 0 where another worker has taken it over meanwhile. `gapMs`: as for claimPost. */
export async function settlePosted(
  _actor: Actor,
  post: DuePost,
  posted: Posted,
  gapMs: number,
): Promise<number> {
  const told = await db().$transaction(async (tx) => {
    const isOurs = await tx.$executeRaw`
      UPDATE post SET stage = 'posted', posted_at = now(), lease_until = NULL, problem = ${posted.note}, slack_ts = ${posted.ts},
        slack_channel = ${posted.channel}, permalink = ${posted.permalink}, shown_version = ${post.version},
        version = version + ${posted.isUnsettled ? 1 : 0},
        shown_digest = ${posted.digest}, shown_at = now(), next_update_at = now() + make_interval(secs => 5)
      WHERE id = ${post.id}::uuid AND ${isStill(post)}`;
    if (isOurs === 0) return 0;
    await tx.$executeRaw`
      UPDATE channel SET next_post_at = clock_timestamp() + make_interval(secs => ${gapMs / 1000}), slack_channel = ${posted.channel}, problem = NULL, problem_code = NULL, problem_since = NULL
      WHERE name = ${post.channel}`;
    return tx.alert.count({ where: { postId: post.id } });
  });
  // The post before this one says where it goes on.
  await db().$executeRaw`
    UPDATE post SET version = version + 1 WHERE id IN (SELECT before_id FROM post_group WHERE post_id = ${post.id}::uuid)`;
  return told;
}

/** Nobody has taken it over meanwhile. */
function isStill({ tries }: DuePost): Prisma.Sql {
  return Prisma.sql`stage = 'sending' AND tries = ${tries}`;
}

/** Back as if it had not been claimed; tried again at `at`. */
export async function putBackPost(_actor: Actor, post: DuePost, at: Date): Promise<void> {
  await db().$executeRaw`
    UPDATE post SET stage = 'due', lease_until = NULL, tries = tries - 1, next_try_at = ${at}
    WHERE id = ${post.id}::uuid AND ${isStill(post)}`;
}

/** Never to be tried again: its letters say so, and the next ones of its groups get another post. */
export async function settleFailed(_actor: Actor, post: DuePost, problem: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const isOurs = await tx.$executeRaw`
      UPDATE post SET stage = 'failed', lease_until = NULL, problem = ${problem} WHERE id = ${post.id}::uuid AND ${isStill(post)}`;
    if (isOurs === 0) return;
    await tx.$executeRaw`
      UPDATE post SET stage = 'failed', problem = ${problem} WHERE parent_id = ${post.id}::uuid AND stage = 'due'`;
    await tx.$executeRaw`
      UPDATE post_group SET ended_at = now() WHERE post_id = ${post.id}::uuid AND ended_at IS NULL`;
  });
}

export type Unposted = {
  problem: string;
  /** It is tried again after this. */
  waitMs: number;
  /** That call may have posted all the same. */
  isUnanswered: boolean;
  /** The channel is wrong until a person mends it. */
  code: string | null;
  /** So long nothing else goes to its channel. */
  channelWaitMs: number;
};

/** Back into the outbox, to be tried again. Its channel waits as long. */
export async function settleUnposted(_actor: Actor, post: DuePost, unposted: Unposted): Promise<void> {
  const { problem, waitMs, isUnanswered, code, channelWaitMs } = unposted;
  const seconds = waitMs / 1000;
  const channelSeconds = channelWaitMs / 1000;
  await db().$transaction(async (tx) => {
    const isOurs = await tx.$executeRaw`
      UPDATE post SET stage = 'due', lease_until = NULL, problem = ${problem},
        next_try_at = now() + make_interval(secs => ${seconds}), unanswered = unanswered + ${isUnanswered ? 1 : 0}
      WHERE id = ${post.id}::uuid AND ${isStill(post)}`;
    if (isOurs === 0) return;
    await tx.$executeRaw`
      UPDATE channel SET next_post_at = greatest(next_post_at, now() + make_interval(secs => ${channelSeconds})),
        problem_since = CASE WHEN ${code}::text IS NULL THEN problem_since ELSE coalesce(problem_since, now()) END,
        problem = CASE WHEN ${code}::text IS NULL THEN problem ELSE ${problem} END, problem_code = coalesce(${code}::text, problem_code)
      WHERE name = ${post.channel}`;
  });
}

/** Letters that no post tells of yet, and the age of the oldest. */
export async function readAlertBacklog(_actor: Actor): Promise<{ waiting: number; lagSeconds: number }> {
  const [row] = await db().$queryRaw<{ waiting: number; lagSeconds: number }[]>`
    WITH waiting AS (
      SELECT due_at FROM alert_due
      UNION ALL SELECT a.due_at FROM alert a JOIN post p ON p.id = a.post_id WHERE p.stage IN ('due', 'sending', 'released')
    ) SELECT count(*)::int AS waiting,
      greatest(0, coalesce(extract(epoch FROM now() - min(due_at)), 0))::float8 AS "lagSeconds" FROM waiting`;
  return row ?? { waiting: 0, lagSeconds: 0 };
}
