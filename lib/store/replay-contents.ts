// What replays send, read for the worker where it did not come along with their claim.
import type { Actor } from '#lib/domain/actor.ts';
import { writeWords } from './array-text.ts';
import { prepared } from './prepared.ts';

export type Content = { propertyBytes: Uint8Array; body: Uint8Array };

/** By replay, what is to be sent where it lies whole in its row; what lies in parts comes with an empty body. */
export async function readContents(
  _actor: Actor,
  replayIds: readonly string[],
): Promise<Map<string, Content & { isParted: boolean }>> {
  const rows = await prepared<Content & { id: string; isParted: boolean }>(
    'read contents',
    `SELECT r.id, coalesce(e.property_bytes, l.property_bytes) AS "propertyBytes", coalesce(e.body, l.body, '') AS body,
      e.body IS NULL AND l.body IS NULL AS "isParted"
    FROM replay r JOIN dead_letter l ON l.id = r.dead_letter_id LEFT JOIN replay_edit e ON e.replay_id = r.id
    WHERE r.id = ANY($1::uuid[])`,
    [writeWords(replayIds)],
  );
  return new Map(rows.map(({ id, ...content }) => [id, content]));
}
