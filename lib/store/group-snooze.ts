// A group that is snoozed: no post is made for it until then, and who snoozed it stands in those that are there.
import { nameOf, type Actor } from '#lib/domain/actor.ts';
import { act } from './act.ts';
import { ringGroups } from './bells.ts';
import { requireActable } from './failure-groups.ts';
import { showPosts } from './post-changes.ts';

/** Null wakes it. Throws not_found, forbidden. */
export async function snoozeGroup(actor: Actor, id: string, until: Date | null): Promise<{ title: string }> {
  const { title } = await requireActable(actor, id);
  const details = { groupId: id, title, until: until?.toISOString() ?? null };
  return act(actor, { act: 'group.snooze', details }, async (tx) => {
    const by = until === null ? null : nameOf(actor);
    // What waits for the end of this snooze alone goes with it; what waits for quiet hours to end goes on waiting.
    await tx.$executeRaw`
      UPDATE post p SET next_try_at = coalesce(${until}::timestamptz, now()) FROM post_group x JOIN failure_group g ON g.id = x.group_id
      WHERE x.post_id = p.id AND g.id = ${id}::uuid AND p.stage = 'due' AND p.tries = 0 AND p.kind = 'shared'
        AND abs(extract(epoch FROM p.next_try_at - g.snoozed_until)) < 0.002`;
    await tx.$executeRaw`UPDATE failure_group SET snoozed_until = ${until}, snoozed_by = ${by} WHERE id = ${id}::uuid`;
    await showPosts(tx, [id]);
    await ringGroups(tx);
    return { title };
  });
}
