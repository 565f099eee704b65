// Open letters by source queue, from the counts of their groups: no letter is counted anew.
import type { Actor } from '#lib/domain/actor.ts';
import { db } from './client.ts';
import { isSeenBy } from './scope.ts';

const MOST = 15;

/** Most letters first; letters of the last second may be missing. */
export async function countOpenByQueue(
  actor: Actor,
): Promise<{ queues: { queue: string | null; letters: number }[]; total: number; moreQueues: number }> {
  const rows = await db().$queryRaw<
    { queue: string | null; letters: number; total: number; queues: number }[]
  >`
    SELECT g.source_queue AS queue, sum(g.open_letters)::int AS letters, (sum(sum(g.open_letters)) OVER ())::int AS total,
      (count(*) OVER ())::int AS queues
    FROM failure_group g WHERE g.open_letters > 0 AND ${isSeenBy(actor, 'g')}
    GROUP BY g.source_queue ORDER BY 2 DESC, 1 LIMIT ${MOST}`;
  const [first] = rows;
  return {
    queues: rows.map(({ queue, letters }) => ({ queue, letters })),
    total: first?.total ?? 0,
    moreQueues: (first?.queues ?? 0) - rows.length,
  };
}
