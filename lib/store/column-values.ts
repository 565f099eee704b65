// The values of chosen columns, read for a page of letters.
import { setImmediate as breathe } from 'node:timers/promises';
import type { Actor } from '#lib/domain/actor.ts';
import { makeValueReader, MAX_LOOKED_INTO, wantBody } from '#lib/domain/column-values.ts';
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { db } from './client.ts';

type Held = { id: string; propertyBytes: Uint8Array; isKeptRaw: boolean; body: Uint8Array | null };

/** The same letters, which the actor may see, with what stands in these columns. */
export async function addValues(
  _actor: Actor,
  letters: readonly DeadLetterSummary[],
  columns: readonly string[],
): Promise<DeadLetterSummary[]> {
  const rows = await db().$queryRaw<Held[]>`
    SELECT l.id, l.property_bytes AS "propertyBytes", l.kept_raw_because IS NOT NULL AS "isKeptRaw",
      CASE WHEN ${wantBody(columns)} AND l.body_bytes <= ${MAX_LOOKED_INTO} THEN l.body END AS body
    FROM dead_letter l WHERE l.id = ANY(${letters.map(({ id }) => id)}::uuid[])`;
  const held = new Map(rows.map((row) => [row.id, row]));
  const readValues = makeValueReader(columns);
  const valued: DeadLetterSummary[] = [];
  for (const letter of letters) {
    const row = held.get(letter.id);
    valued.push(row === undefined ? letter : { ...letter, values: readValues({ ...row, letter }) });
    // A page of large bodies is a second's work: others go in between.
    if (letter.bodyBytes > 4096) await breathe();
  }
  return valued;
}
