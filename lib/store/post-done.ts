// What came of the letters of a post: none is open any more, by whom, and when. Noted once, so that the post goes on saying it when
// later letters come.
import type { Actor } from '#lib/domain/actor.ts';
import type { Done } from '#lib/domain/alerts/told-group.ts';
import { db, type Tx } from './client.ts';

type Told = {
  groupId: string;
  lastLetterId: string | null;
  isDone: boolean;
  wasDone: boolean;
  /** Another post tells of the group since. */
  isFollowed: boolean;
  state: string;
  stateAt: Date;
  stateBy: string | null;
};

export async function settleDone(_actor: Actor, postId: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const groups = await tx.$queryRaw<Told[]>`
      SELECT x.group_id AS "groupId", x.last_letter_id AS "lastLetterId", x.done IS NOT NULL AS "wasDone",
        EXISTS (SELECT FROM post_group y WHERE y.before_id = x.post_id AND y.group_id = x.group_id) AS "isFollowed",
        g.state, g.state_at AS "stateAt", g.state_by AS "stateBy",
        g.state = 'resolved' OR (g.open_letters = 0 AND NOT EXISTS (SELECT FROM replay u
          JOIN group_letter m ON m.dead_letter_id = u.dead_letter_id WHERE u.settled_at IS NULL AND m.group_id = g.id)) AS "isDone"
      FROM post_group x JOIN failure_group g ON g.id = x.group_id WHERE x.post_id = ${postId}::uuid
      ORDER BY x.group_id FOR UPDATE OF x`;
    for (const group of groups) {
      if (group.isDone && !group.wasDone) await end(tx, postId, group);
      // They were restored, or a replay came to nothing after all.
      else if (!group.isDone && group.wasDone && !group.isFollowed)
        await tx.$executeRaw`
          UPDATE post_group SET done = NULL, ended_at = NULL WHERE post_id = ${postId}::uuid AND group_id = ${group.groupId}::uuid`;
    }
  });
}

async function end(tx: Tx, postId: string, group: Told): Promise<void> {
  const done = JSON.stringify(await findOut(tx, group));
  await tx.$executeRaw`
    UPDATE post_group SET done = ${done}::jsonb, ended_at = coalesce(ended_at, now())
    WHERE post_id = ${postId}::uuid AND group_id = ${group.groupId}::uuid`;
}

/** By what became of the newest letter. */
async function findOut(tx: Tx, { state, stateAt, stateBy, lastLetterId }: Told): Promise<Done> {
  if (state === 'resolved') return { how: 'resolved', by: stateBy ?? 'somebody', at: stateAt };
  const [last] = await tx.$queryRaw<{ how: Done['how']; by: string; at: Date }[]>`
    SELECT CASE l.status WHEN 'replayed' THEN 'replayed' ELSE 'discarded' END AS how, coalesce(f.by, 'somebody') AS by,
      coalesce(f.at, now()) AS at
    FROM dead_letter l LEFT JOIN LATERAL (
      SELECT r.actor AS by, r.settled_at AS at FROM replay r WHERE r.dead_letter_id = l.id AND l.status = 'replayed' AND r.settled_at IS NOT NULL
      UNION ALL SELECT a.actor_name, a.at FROM audit a WHERE l.status = 'discarded' AND a.letter_ids @> ARRAY[l.id]
        AND a.act = 'letters.discard' AND a.outcome = 'done'
      UNION ALL SELECT m.by, m.at FROM bulk_move_letter x JOIN bulk_move m ON m.id = x.move_id
        WHERE l.status = 'discarded' AND x.dead_letter_id = l.id AND x.is_moved AND m.kind = 'discard'
      ORDER BY at DESC LIMIT 1) f ON true
    WHERE l.id = ${lastLetterId}::uuid`;
  return last ?? { how: 'discarded', by: 'somebody', at: new Date() };
}
