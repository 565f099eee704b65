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
    await tx.$executeRaw`UPDATE failure_group SET snoozed_until = ${until}, snoozed_by = ${by} WHERE id = ${id}::uuid`;
    if (until === null)
      await tx.$executeRaw`UPDATE post SET next_try_at = now() WHERE stage = 'due' AND tries = 0 AND kind = 'shared'
        AND id IN (SELECT post_id FROM post_group WHERE group_id = ${id}::uuid)`;
    await showPosts(tx, [id]);
    await ringGroups(tx);
    return { title };
  });
}
