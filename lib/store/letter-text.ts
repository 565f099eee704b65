// The words of letters, written behind the drain: what free text is looked for in. An index over each letter's words would cost as
// much as storing it three times; some letters together have most of their words in common.
import { uuidv7 } from 'uuidv7';
import { textOfLetter, type SearchedLetter } from '#lib/domain/letter-text.ts';
import { makeBitmap } from '#lib/domain/search-bitmap.ts';
import { keysOf } from '#lib/domain/search-keys.ts';
import { MAX_SEARCHED_BODY, type SearchText } from '#lib/domain/search-text.ts';
import { writeTexts, writeWords } from './array-text.ts';
import { pool } from './client.ts';
import type { Follower } from './follow.ts';
import { openForSearch } from './search-bodies.ts';

/** So many letters are found together, and their bodies held at once. At most 128, the bits that text-blocks.ts reads. */
const BLOCK = 128;
/** In characters: of a tsvector over 1 MB Postgres finds only a part, and says nothing (18.4). A letter's own are fewer. */
const MAX_KEYS = 300_000;

type Row = Omit<SearchedLetter, 'body' | 'isBodyWhole'> & { id: string; head: Uint8Array; bodyBytes: number };

export const letterTexts: Follower = {
  name: 'text',
  kinds: ['letters'],
  batch: BLOCK,
  take: async (ids) => {
    const inOrder = ids.toSorted();
    for (let at = 0; at < inOrder.length; at += BLOCK)
      await write(await readRows(inOrder.slice(at, at + BLOCK)));
  },
};

async function readRows(ids: readonly string[]): Promise<Row[]> {
  const { rows } = await pool().query<Row>({
    name: 'read for the search',
    text: `SELECT l.id, CASE WHEN l.kept_raw_because IS NULL THEN l.property_bytes END AS "propertyBytes",
        l.error_type AS "errorType", l.error_message AS "errorMessage", l.error_stack AS "errorStack",
        l.routing_key AS "routingKey", l.body_bytes AS "bodyBytes",
        substring(coalesce(l.body, (SELECT p.bytes FROM body_part p WHERE p.dead_letter_id = l.id AND p.part = 0), '')
          FROM 1 FOR ${MAX_SEARCHED_BODY}) AS head
      FROM dead_letter l WHERE l.id = ANY($1::uuid[]) ORDER BY l.id`,
    values: [writeWords(ids)],
  });
  return rows;
}

/** What is written already stays in its block; what reads otherwise now goes into a new one. */
async function write(rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  await writeBlock(
    rows.map(({ head, bodyBytes, ...row }) => ({
      id: row.id,
      ...textOfLetter({ ...row, ...openForSearch(head, bodyBytes, row.propertyBytes) }),
    })),
  );
}

async function writeBlock(texts: readonly (SearchText & { id: string })[]): Promise<void> {
  const words = texts.map((text) => text.words);
  const keys = [...keysOf(words)];
  if (texts.length > 1 && keys.reduce((sum, key) => sum + key.length, 0) > MAX_KEYS) {
    const half = Math.ceil(texts.length / 2);
    await writeBlock(texts.slice(0, half));
    return writeBlock(texts.slice(half));
  }
  await pool().query({
    name: 'write for the search',
    text: `WITH letter AS (
        INSERT INTO letter_text AS t (dead_letter_id, words, is_cut)
        SELECT u.id, convert_to(' ' || u.words, 'UTF8'), u.is_cut FROM unnest($2::uuid[], $3::text[], $4::boolean[]) u (id, words, is_cut)
        ON CONFLICT (dead_letter_id) DO UPDATE SET words = EXCLUDED.words, is_cut = EXCLUDED.is_cut WHERE t.words <> EXCLUDED.words
        RETURNING 1
      ) INSERT INTO text_block (id, first_id, last_id, letters, keys, bitmap)
      SELECT $1::uuid, ($2::uuid[])[1], ($2::uuid[])[cardinality($2::uuid[])], $2::uuid[], array_to_tsvector($5::text[]), $6::bytea
      WHERE EXISTS (SELECT FROM letter)`,
    values: [
      uuidv7(),
      writeWords(texts.map(({ id }) => id)),
      writeTexts(words),
      writeWords(texts.map(({ isCut }) => String(isCut))),
      writeTexts(keys),
      makeBitmap(words),
    ],
  });
}
