// The words of letters, written behind the drain: what free text is looked for in. An index over each letter's words would cost as
// much as storing it three times; some letters together have most of their words in common.
import { textOfLetter, type SearchedLetter } from '#lib/domain/letter-text.ts';
import { MAX_SEARCHED_BODY } from '#lib/domain/search-text.ts';
import { writeWords } from './array-text.ts';
import { BLOCK, mergeBlocks, writeBlock, type LetterText } from './block-writes.ts';
import { pool } from './client.ts';
import type { Follower } from './follow.ts';
import { openForSearch } from './search-bodies.ts';

/** So many bodies are held at once. */
const AT_ONCE = 64;
/** In characters: a block of long letters is written before it is full. */
const MAX_CHARACTERS = 8_000_000;

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
