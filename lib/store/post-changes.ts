// What a post tells of has changed: it is to be shown anew.
import { writeWords } from './array-text.ts';
import type { Tx } from './client.ts';
import { runIn, type Run } from './insert-letters.ts';

/** Older posts are far up in their channels: nobody looks there any more. */
const KEPT_TRUE = '14 days';

/** Of these failure groups. In the transaction that changes them. */
export async function notePosts(run: Run, groupIds: readonly string[]): Promise<void> {
  await run({
    name: 'note posts',
    text: `UPDATE post SET version = version + 1 WHERE id IN (
        SELECT g.post_id FROM post_group g WHERE g.group_id = ANY($1::uuid[]) AND g.begun_at > now() - interval '${KEPT_TRUE}')`,
    values: [writeWords(groupIds)],
  });
}

/** Somebody changed it: they want to see that at once. */
export async function showPosts(tx: Tx, groupIds: readonly string[]): Promise<void> {
  await notePosts(runIn(tx), groupIds);
  await tx.$executeRaw`
    UPDATE post SET next_update_at = now() WHERE stage = 'posted' AND next_update_at < now() + interval '6 seconds'
      AND id IN (SELECT post_id FROM post_group WHERE group_id = ANY(${groupIds}::uuid[]))`;
}
