// Posts that say otherwise by now than they show: claimed by any worker, each at most every five seconds.
import type { Actor } from '#lib/domain/actor.ts';
import { db } from './client.ts';
import { Prisma } from './generated/client.ts';
import { givePace, goes, holdPace, isFree, takePace, type WayOut } from './pace.ts';
import type { PostKind } from './posts.ts';

export type DueUpdate = {
  id: string;
  kind: PostKind;
  channel: string;
  version: number;
  ts: string;
  slackChannel: string;
  shownDigest: string | null;
  /** When it was posted, or shown anew. */
  shownAt: Date;
};

const LEASE_S = 60;
const GAP_S = 5;

/** Null where there is none, or Slack takes no more just now. */
export async function claimUpdate(_actor: Actor, to: WayOut): Promise<DueUpdate | null> {
  return db().$transaction(async (tx) => {
    if (to === 'slack' && !(await isFree(tx, 'updates'))) return null;
    const [update] = await tx.$queryRaw<DueUpdate[]>`
      UPDATE post p SET next_update_at = now() + make_interval(secs => ${LEASE_S})
      WHERE p.id = (SELECT u.id FROM post u WHERE u.version > u.shown_version AND u.stage = 'posted' AND u.next_update_at <= now()
        AND ${goes(to, Prisma.sql`u.channel`)}
        AND NOT EXISTS (SELECT FROM channel c WHERE c.name = u.channel AND c.problem IS NOT NULL AND c.next_post_at > now()) AND u.slack_ts IS NOT NULL AND u.kind IN ('group', 'shared', 'notice') ORDER BY u.next_update_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING p.id, p.kind, p.channel, p.version, p.slack_ts AS ts, p.slack_channel AS "slackChannel", p.shown_digest AS "shownDigest", p.shown_at AS "shownAt"`;
    if (update !== undefined) await takePace(tx, 'updates', to);
    return update ?? null;
  });
}

export type Shown = { digest: string; isUnsettled: boolean; isCalled: boolean; permalink: string | null };

/**
 * It shows this version now. `isUnsettled`: what it tells of goes on by itself, and is looked at again. `isCalled`: Slack was;
 * else nothing of its patience was used.
 */
export async function settleUpdated(
  _actor: Actor,
  { id, version }: DueUpdate,
  { digest, isUnsettled, isCalled, permalink }: Shown,
  to: WayOut,
): Promise<void> {
  if (!isCalled) await givePace(db(), 'updates', to);
  await db().$executeRaw`
    UPDATE post SET shown_version = ${version}, version = version + ${isUnsettled ? 1 : 0}, shown_digest = ${digest}, permalink = coalesce(permalink, ${permalink}), shown_at = CASE WHEN ${isCalled} THEN now() ELSE shown_at END,
      next_update_at = now() + make_interval(secs => ${GAP_S}) WHERE id = ${id}::uuid`;
}

/** It is tried again after so long; `isLimited` where Slack takes no update at all meanwhile. */
export async function putOffUpdate(
  _actor: Actor,
  { id }: DueUpdate,
  { waitMs, isLimited }: { waitMs: number; isLimited: boolean },
): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.$executeRaw`UPDATE post SET next_update_at = now() + make_interval(secs => ${waitMs / 1000}) WHERE id = ${id}::uuid`;
    if (isLimited) await holdPace(tx, 'updates', waitMs);
  });
}

/** It cannot be changed any more: somebody deleted it, or it is too old for the workspace. The next letters of its groups get another. */
export async function giveUpUpdate(_actor: Actor, { id, version }: DueUpdate): Promise<void> {
  await db()
    .$executeRaw`UPDATE post_group SET ended_at = now() WHERE post_id = ${id}::uuid AND ended_at IS NULL`;
  await db()
    .$executeRaw`UPDATE post SET shown_version = greatest(version, ${version}) WHERE id = ${id}::uuid`;
}
