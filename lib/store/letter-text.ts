// The words of letters, written behind the drain: what free text is looked for in. An index over each letter's words would cost as
// much as storing it three times; some letters together have most of their words in common.
import { uuidv7 } from 'uuidv7';
import { textOfLetter, type SearchedLetter } from '#lib/domain/letter-text.ts';
import { makeBitmap } from '#lib/domain/search-bitmap.ts';
import { keysOf } from '#lib/domain/search-keys.ts';
import { MAX_SEARCHED_BODY, type SearchText } from '#lib/domain/search-text.ts';
import { writeTexts, writeWords } from './array-text.ts';
import { db, pool } from './client.ts';
import type { Follower } from './follow.ts';
import { openForSearch } from './search-bodies.ts';
import { joinBitmaps } from './text-bitmaps.ts';
import { BLOCK } from './text-blocks.ts';

/** So many bodies are held at once. */
const AT_ONCE = 64;
/** In characters: a block of long letters is written before it is full. */
const MAX_CHARACTERS = 8_000_000;
/** From so many on a block is whole: it has a bitmap, and is not merged any more. */
const WHOLE = 384;
/** Blocks that are looked at for a merge: of one letter each they make a whole. */
const MOST_MERGED = BLOCK;
/** In bytes: of a tsvector over 1 MB Postgres finds only a part, and says nothing (18.4). A letter's own are fewer. */
const MAX_KEYS = 1_000_000;

type LetterText = SearchText & { id: string };
type Words = Pick<LetterText, 'id' | 'words'>;

type Part<Text> = { texts: readonly Text[]; keys: readonly string[] };
type Row = Omit<SearchedLetter, 'body' | 'isBodyWhole'> & { id: string; head: Uint8Array; bodyBytes: number };

export const letterTexts: Follower = {
  name: 'text',
  kinds: ['letters'],
  batch: BLOCK,
  take: async (ids) => {
    const inOrder = ids.toSorted();
    let texts: LetterText[] = [];
    let characters = 0;
    for (let at = 0; at < inOrder.length; at += AT_ONCE) {
      for (const text of await readTexts(inOrder.slice(at, at + AT_ONCE))) {
        texts.push(text);
        characters += text.words.length;
      }
      if (texts.length < BLOCK && characters < MAX_CHARACTERS) continue;
      await writeBlock(texts);
      [texts, characters] = [[], 0];
    }
    await writeBlock(texts);
    await mergeBlocks();
    await joinBitmaps();
  },
};

async function readTexts(ids: readonly string[]): Promise<LetterText[]> {
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
  return rows.map(({ id, head, bodyBytes, ...row }) => ({
    id,
    ...textOfLetter({ ...row, ...openForSearch(head, bodyBytes, row.propertyBytes) }),
  }));
}

/** Letters by their ids, oldest first. What is written already stays in its block; what reads otherwise now goes into a new one. */
async function writeBlock(letters: readonly LetterText[]): Promise<void> {
  for (const { texts, keys } of split(letters))
    await pool().query({
      name: 'write for the search',
      text: `WITH letter AS (
          INSERT INTO letter_text AS t (dead_letter_id, words, is_cut)
          SELECT u.id, convert_to(' ' || u.words, 'UTF8'), u.is_cut FROM unnest($2::uuid[], $5::text[], $6::boolean[]) u (id, words, is_cut)
          ON CONFLICT (dead_letter_id) DO UPDATE SET words = EXCLUDED.words, is_cut = EXCLUDED.is_cut WHERE t.words <> EXCLUDED.words
          RETURNING 1
        ) ${insertBlock}`,
      values: [
        ...blockValues({ texts, keys }, texts.length >= WHOLE),
        writeTexts(texts.map(({ words }) => words)),
        writeWords(texts.map(({ isCut }) => String(isCut))),
      ],
    });
}

/** Puts the oldest blocks that are not whole into one, where together they are; of long letters fewer, as their words are held at once. */
async function mergeBlocks(): Promise<void> {
  const { rows } = await pool().query<{ id: string; letters: number }>({
    name: 'small blocks',
    text: `SELECT id, cardinality(letters) AS letters FROM text_block WHERE is_small ORDER BY first_id LIMIT ${MOST_MERGED}`,
  });
  let letters = 0;
  const fitting = rows.filter((row) => (letters += row.letters) <= BLOCK).map(({ id }) => id);
  if (letters >= BLOCK) await merge(await keepShort(fitting));
}

/** The first of these blocks, as far as all their words are few enough; at least one. */
async function keepShort(ids: readonly string[]): Promise<string[]> {
  const { rows } = await pool().query<{ id: string; bytes: number }>({
    name: 'lengths of blocks',
    text: `SELECT b.id, (SELECT coalesce(sum(octet_length(t.words)), 0)::int FROM letter_text t WHERE t.dead_letter_id = ANY(b.letters)) AS bytes
      FROM text_block b WHERE b.id = ANY($1::uuid[]) ORDER BY b.first_id`,
    values: [writeWords(ids)],
  });
  let bytes = 0;
  return rows.filter((row, at) => (bytes += row.bytes) <= MAX_CHARACTERS || at === 0).map(({ id }) => id);
}

async function merge(ids: readonly string[]): Promise<void> {
  const { rows: texts } = await pool().query<Words>({
    name: 'words of blocks',
    text: `SELECT t.dead_letter_id AS id, substr(convert_from(t.words, 'UTF8'), 2) AS words FROM letter_text t
      WHERE t.dead_letter_id IN (SELECT unnest(b.letters) FROM text_block b WHERE b.id = ANY($1::uuid[])) ORDER BY 1`,
    values: [writeWords(ids)],
  });
  await db().$transaction(async (tx) => {
    const held = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM text_block WHERE id = ANY(${ids}::uuid[]) AND is_small FOR UPDATE`;
    // Else another worker was faster.
    if (held.length < ids.length) return;
    await tx.$executeRaw`DELETE FROM text_block WHERE id = ANY(${ids}::uuid[])`;
    for (const part of split(texts))
      await tx.$executeRawUnsafe(`WITH letter AS (SELECT) ${insertBlock}`, ...blockValues(part, true));
  });
}

/** Where there is any `letter`: a block of them and, where it is whole, its bitmap. */
const insertBlock = `, block AS (
    INSERT INTO text_block (id, first_id, last_id, letters, keys, width, is_small, bitmap_id, bitmap_at)
    SELECT $1::uuid, ($2::uuid[])[1], ($2::uuid[])[cardinality($2::uuid[])], $2::uuid[], array_to_tsvector($3::text[]), (cardinality($2::uuid[]) + 7) / 8, $4::bytea IS NULL,
      CASE WHEN $4::bytea IS NOT NULL THEN $1::uuid END, 0 WHERE EXISTS (SELECT FROM letter)
    RETURNING id, first_id, width
  )
  INSERT INTO text_bitmap (id, first_id, width, bits)
  SELECT id, first_id, width, $4::bytea FROM block WHERE $4::bytea IS NOT NULL`;

function blockValues({ texts, keys }: Part<Words>, isWhole: boolean): unknown[] {
  return [
    uuidv7(),
    writeWords(texts.map(({ id }) => id)),
    writeTexts(keys),
    isWhole ? makeBitmap(texts.map(({ words }) => words)) : null,
  ];
}

/** As many as one entry of the index can hold the keys of. */
function split<Text extends Words>(texts: readonly Text[]): Part<Text>[] {
  if (texts.length === 0) return [];
  const keys = [...keysOf(texts.map(({ words }) => words))];
  const bytes = keys.reduce((sum, key) => sum + Buffer.byteLength(key), 0);
  if (texts.length === 1 || bytes <= MAX_KEYS) return [{ texts, keys }];
  const half = Math.ceil(texts.length / 2);
  return [...split(texts.slice(0, half)), ...split(texts.slice(half))];
}
