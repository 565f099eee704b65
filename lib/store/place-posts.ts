// Posts that letters are placed in: those that stand, and what comes of a placing (lib/domain/alerts/place-alerts.ts).
import {
  OWN_POSTS,
  WINDOW_S,
  type ChannelNow,
  type Growth,
  type Lead,
  type NewPost,
  type Placed,
  type Placing,
} from '#lib/domain/alerts/place-alerts.ts';
import { firstIdAt } from '#lib/domain/cursor.ts';
import { writeNumbers, writeTexts, writeWords } from './array-text.ts';
import { BROKER_ID } from './client.ts';
import type { Run } from './insert-letters.ts';

/** A group's post takes its letters for so long: then people want to be told anew. */
const LEAD_HOURS = 24;
/** A reply waits for so long: in a flood one tells of all ten, and the first post of another failure finds its channel free. */
const GATHER_S = 3;
/** A post of several groups takes more of them for so long. */
const SHARED_S = 60;

/** Of these groups and channels. Posts that are too old take no more letters. */
export async function readStanding(
  run: Run,
  placings: readonly Placing[],
): Promise<{ leads: Lead[]; channels: ChannelNow[] }> {
  const groups = writeWords([...new Set(placings.map(({ groupId }) => groupId))]);
  const names = writeTexts([...new Set(placings.map(({ channel }) => channel))]);
  await run({
    name: 'end old leads',
    text: `UPDATE post_group SET ended_at = now() WHERE group_id = ANY($1::uuid[]) AND ended_at IS NULL
      AND begun_at < now() - interval '${LEAD_HOURS} hours'`,
    values: [groups],
  });
  // Who sends a reply takes its row first: one that we hold takes our letters, one that we do not get is on its way.
  const leads = (await run({
    name: 'read leads',
    text: `SELECT g.post_id AS "postId", g.group_id AS "groupId", g.channel, p.kind, g.companions,
        (SELECT r.id FROM post r WHERE r.parent_id = p.id AND r.kind = 'reply' AND r.stage = 'due' AND r.tries = 0
          ORDER BY r.id DESC LIMIT 1 FOR UPDATE SKIP LOCKED) AS "waitingReplyId"
      FROM post_group g JOIN post p ON p.id = g.post_id WHERE g.group_id = ANY($1::uuid[]) AND g.ended_at IS NULL
        AND p.stage <> 'failed'`,
    values: [groups],
  })) as Lead[];
  const channels = (await run({
    name: 'read channels',
    text: `SELECT u.channel, (SELECT count(*)::int FROM (SELECT FROM post p WHERE p.channel = u.channel AND p.kind = 'group'
          AND p.id >= $2::uuid AND p.created_at > now() - interval '${WINDOW_S} seconds' LIMIT ${OWN_POSTS}) c) AS begun,
        (SELECT p.id FROM post p WHERE p.channel = u.channel AND p.kind = 'shared' AND p.stage <> 'failed' AND p.id >= $2::uuid
          AND p.created_at > now() - interval '${SHARED_S} seconds' AND p.next_try_at <= now() ORDER BY p.id DESC LIMIT 1) AS "sharedId",
        (SELECT coalesce(json_agg(json_build_object('id', p.id, 'until', floor(extract(epoch FROM p.next_try_at) * 1000))), '[]')
          FROM post p WHERE p.channel = u.channel AND p.kind = 'shared' AND p.stage = 'due' AND p.tries = 0 AND p.next_try_at > now()) AS held
      FROM unnest($1::text[]) AS u(channel)`,
    values: [names, firstIdAt(new Date(Date.now() - 2 * SHARED_S * 1000))],
  })) as ChannelNow[];
  return { leads, channels };
}

export async function writePlaced(run: Run, { posts, growths, alerts }: Placed): Promise<void> {
  if (posts.length > 0) await makePosts(run, posts);
  await growPosts(run, growths);
  await run({
    name: 'tell letters',
    text: `INSERT INTO alert (dead_letter_id, broker_id, channel, route_id, post_id)
      SELECT u.id, ${BROKER_ID}, u.channel, u.route, u.post
      FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[]) AS u(id, channel, route, post) ON CONFLICT DO NOTHING`,
    values: [
      writeWords(alerts.map(({ letterId }) => letterId)),
      writeTexts(alerts.map(({ channel }) => channel)),
      writeWords(alerts.map(({ routeId }) => routeId)),
      writeWords(alerts.map(({ postId }) => postId)),
    ],
  });
}

async function makePosts(run: Run, posts: readonly NewPost[]): Promise<void> {
  await run({
    name: 'make channels',
    text: `INSERT INTO channel (name) SELECT DISTINCT name FROM unnest($1::text[]) AS u(name) ORDER BY name ON CONFLICT DO NOTHING`,
    values: [writeTexts(posts.map(({ channel }) => channel))],
  });
  await run({
    name: 'make posts',
    text: `INSERT INTO post (id, kind, channel, route_id, parent_id, said, next_try_at)
      SELECT u.id, u.kind, u.channel, u.route, u.parent,
        CASE WHEN u.not_before IS NOT NULL THEN '{"isHeld":true}'::jsonb END,
        coalesce(u.not_before, now() + CASE u.kind WHEN 'reply' THEN interval '${GATHER_S} seconds' ELSE interval '0' END)
      FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::timestamptz[]) AS u(id, kind, channel, route, parent, not_before)`,
    values: [
      writeWords(posts.map(({ id }) => id)),
      writeTexts(posts.map(({ kind }) => kind)),
      writeTexts(posts.map(({ channel }) => channel)),
      writeWords(posts.map(({ routeId }) => routeId)),
      writeWords(posts.map(({ parentId }) => parentId)),
      writeTexts(posts.map(({ notBefore }) => notBefore?.toISOString() ?? null)),
    ],
  });
}

/** The posts show it at their next update; so does the one that told of the group before. */
async function growPosts(run: Run, growths: readonly Growth[]): Promise<void> {
  const fresh = growths.filter(({ isNew }) => isNew);
  if (fresh.length > 0)
    await run({
      name: 'begin groups in posts',
      text: `WITH begun AS (
          INSERT INTO post_group (post_id, group_id, channel, before_id)
          SELECT u.post, u.grp, u.channel, (SELECT b.post_id FROM post_group b
            WHERE b.group_id = u.grp AND b.channel = u.channel AND b.post_id <> u.post ORDER BY b.begun_at DESC LIMIT 1)
          FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS u(post, grp, channel)
          ON CONFLICT (post_id, group_id) DO UPDATE SET ended_at = NULL, done = NULL RETURNING before_id)
        UPDATE post SET version = version + 1 WHERE id IN (SELECT before_id FROM begun)`,
      values: [
        writeWords(fresh.map(({ postId }) => postId)),
        writeWords(fresh.map(({ groupId }) => groupId)),
        writeTexts(fresh.map(({ channel }) => channel)),
      ],
    });
  await run({
    name: 'grow posts',
    text: `WITH grown AS (
        UPDATE post_group g SET letters = g.letters + u.letters, companions = g.companions + u.companions,
          came_back = g.came_back + u.came_back, first_letter_id = least(g.first_letter_id, u.first),
          last_letter_id = greatest(g.last_letter_id, u.last)
        FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::int[], $6::uuid[], $7::uuid[])
          AS u(post, grp, letters, companions, came_back, first, last)
        WHERE g.post_id = u.post AND g.group_id = u.grp RETURNING g.post_id)
      UPDATE post SET version = version + 1 WHERE id IN (SELECT post_id FROM grown)`,
    values: [
      writeWords(growths.map(({ postId }) => postId)),
      writeWords(growths.map(({ groupId }) => groupId)),
      writeNumbers(growths.map(({ letters }) => letters)),
      writeNumbers(growths.map(({ companions }) => companions)),
      writeNumbers(growths.map(({ cameBack }) => cameBack)),
      writeWords(growths.map(({ firstLetterId }) => firstLetterId)),
      writeWords(growths.map(({ lastLetterId }) => lastLetterId)),
    ],
  });
}
