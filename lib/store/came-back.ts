// What became of a letter's replays in the end: letters that name them.
import type { Actor } from '#lib/domain/actor.ts';
import type { DeadLetterDetail } from '#lib/domain/dead-letter.ts';
import { hasDiedSince } from '#lib/domain/put-back.ts';
import { db } from './client.ts';
import { mayBePutBack, type LetterRow } from './letter-rows.ts';
import { isSeenBy } from './scope.ts';

/** Letters that died after a replay of this one, or came in again after it was put back; the newest 50. */
export async function findCameBack(
  actor: Actor,
  { id, sourceQueue, propertyBytes }: Pick<LetterRow, 'id' | 'sourceQueue' | 'propertyBytes'>,
): Promise<DeadLetterDetail['cameBack']> {
  const rows = await db().$queryRaw<
    {
      id: string;
      replayId: string;
      sourceQueue: string | null;
      backBytes: Uint8Array | null;
      arrivedAt: Date;
    }[]
  >`
    SELECT l.id, r.id AS "replayId", l.source_queue AS "sourceQueue", l.arrived_at AS "arrivedAt",
      CASE WHEN ${mayBePutBack} THEN l.property_bytes END AS "backBytes"
    FROM replay r JOIN dead_letter l ON l.came_from_replay_id = r.id
    WHERE r.dead_letter_id = ${id}::uuid AND ${isSeenBy(actor)} ORDER BY l.id DESC LIMIT 50`;
  return rows.map(({ backBytes, ...row }) => {
    const isPutBack = backBytes !== null && !hasDiedSince(propertyBytes, backBytes);
    return {
      id: row.id,
      replayId: row.replayId,
      isSameQueue: !isPutBack && row.sourceQueue !== null && row.sourceQueue === sourceQueue,
      ...(isPutBack ? { wasPutBack: true } : {}),
      arrivedAt: row.arrivedAt.toISOString(),
    };
  });
}
