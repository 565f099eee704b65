// Marks of letters, written behind the drain.
import { readFieldTable } from '#lib/domain/field-table.ts';
import { readMarks, tidIn, type Mark } from '#lib/domain/marks.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { writeTexts, writeWords } from './array-text.ts';
import { db, pool } from './client.ts';
import type { Follower } from './follow.ts';

/** In bytes: larger bodies name no transaction. */
const MAX_TOLD = 64 * 1024;

type Row = {
  id: string;
  /** Null where looking into them may be what killed a worker. */
  propertyBytes: Uint8Array | null;
  bodyDigest: string | null;
  telling: Uint8Array | null;
};

export const marks: Follower = {
  name: 'marks',
  kinds: ['letters'],
  batch: 500,
  take: async (ids) => mark(await readRows(ids)),
};

/** n.b. A body in parts has the digest of its parts' digests: equal bodies have equal ones. */
async function readRows(ids: readonly string[]): Promise<Row[]> {
  return db().$queryRaw<Row[]>`
    SELECT l.id, CASE WHEN l.kept_raw_because IS NULL THEN l.property_bytes END AS "propertyBytes", CASE WHEN l.body_bytes = 0 THEN NULL
      WHEN l.body IS NOT NULL THEN encode(sha256(l.body), 'hex')
      ELSE (SELECT encode(sha256(string_agg(sha256(p.bytes), ''::bytea ORDER BY p.part)), 'hex')
        FROM body_part p WHERE p.dead_letter_id = l.id) END AS "bodyDigest",
      CASE WHEN l.body_bytes <= ${MAX_TOLD} AND position('"tid"'::bytea IN l.body) > 0 THEN l.body END AS telling
    FROM dead_letter l WHERE l.id = ANY(${ids}::uuid[])`;
}

async function mark(rows: readonly Row[]): Promise<void> {
  const found = rows.flatMap(({ id, propertyBytes, bodyDigest, telling }) => {
    const own = propertyBytes === null ? [] : marksIn(propertyBytes);
    if (bodyDigest !== null) own.push({ name: 'body', value: bodyDigest });
    const tid = telling === null ? null : tidIn(telling);
    if (tid !== null) own.push({ name: 'tid', value: tid });
    return own.map((one) => ({ id, ...one }));
  });
  if (found.length > 0)
    await pool().query({
      name: 'mark letters',
      text: `INSERT INTO letter_mark (dead_letter_id, name, value)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])
        ON CONFLICT (dead_letter_id, name) DO UPDATE SET value = EXCLUDED.value WHERE letter_mark.value <> EXCLUDED.value`,
      values: [
        writeWords(found.map(({ id }) => id)),
        writeTexts(found.map(({ name }) => name)),
        writeTexts(found.map(({ value }) => value)),
      ],
    });
}

/** Of properties and headers. */
export function marksIn(propertyBytes: Uint8Array): Mark[] {
  const { properties, headers } = readProperties(propertyBytes);
  return readMarks(properties, headers === null ? [] : readFieldTable(headers));
}
