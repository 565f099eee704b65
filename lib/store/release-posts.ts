// Posts that no route wants any more, before they were sent: their letters are due anew, and go by the routes as they are now.
import type { Actor } from '#lib/domain/actor.ts';
import { db } from './client.ts';

/** A post may cover a million letters. */
const AT_ONCE = 5000;

/** One that was claimed meanwhile: its way is gone. */
export async function releasePost(_actor: Actor, id: string): Promise<void> {
  await db()
    .$executeRaw`UPDATE post SET stage = 'released', lease_until = NULL WHERE id = ${id}::uuid AND stage = 'sending'`;
}

/** Some letters of one such post; without letters it goes. False where there is none. */
export async function releaseNext(_actor: Actor): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const [post] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM post WHERE stage = 'released' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED`;
    if (post === undefined) return false;
    const { id } = post;
    await tx.$executeRaw`UPDATE post_group SET ended_at = now() WHERE post_id = ${id}::uuid AND ended_at IS NULL`;
    const [moved] = await tx.$queryRaw<{ letters: number }[]>`
      WITH gone AS (DELETE FROM alert WHERE (dead_letter_id, channel) IN (
          SELECT dead_letter_id, channel FROM alert WHERE post_id = ${id}::uuid LIMIT ${AT_ONCE}) RETURNING dead_letter_id),
        due AS (INSERT INTO alert_due (dead_letter_id) SELECT DISTINCT dead_letter_id FROM gone ON CONFLICT DO NOTHING)
      SELECT count(*)::int AS letters FROM gone`;
    if ((moved?.letters ?? 0) > 0) return true;
    await tx.$executeRaw`UPDATE post_group SET before_id = NULL WHERE before_id = ${id}::uuid`;
    await tx.$executeRaw`DELETE FROM post_group WHERE post_id = ${id}::uuid`;
    await tx.$executeRaw`UPDATE post SET stage = 'released' WHERE parent_id = ${id}::uuid AND stage = 'due'`;
    await tx.$executeRaw`DELETE FROM post WHERE id = ${id}::uuid`;
    return true;
  });
}
