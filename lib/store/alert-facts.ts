// What routes choose by: letters that have just come, as the plain reading of a query takes them. Read before anything but their
// group was written of them, so that nobody waits for marks and words.
import { textOfLetter } from '#lib/domain/letter-text.ts';
import type { LetterFacts } from '#lib/domain/query/reads.ts';
import { MAX_SEARCHED_BODY } from '#lib/domain/search-text.ts';
import type { neededFor } from '#lib/domain/alerts/choose-routes.ts';
import { writeWords } from './array-text.ts';
import type { Run } from './insert-letters.ts';
import { marksIn } from './marks.ts';
import { joinOwner } from './owners.ts';
import { openForSearch } from './search-bodies.ts';

/** In bytes: bodies of these at once. */
const MAX_BODY = 1024 * 1024;

export type AlertLetter = LetterFacts & {
  cameFromReplayId: string | null;
  snoozedUntil: Date | null;
  isIgnored: boolean;
};

type Row = Omit<AlertLetter, 'status' | 'outcome' | 'replays' | 'marks' | 'words'> & {
  propertyBytes: Uint8Array | null;
  errorStack: string | null;
};

/** In the order of their arrival. Those that are not grouped (there no more) are left out. */
export async function readAlertLetters(
  run: Run,
  ids: readonly string[],
  needed: ReturnType<typeof neededFor>,
): Promise<AlertLetter[]> {
  const isOpened = needed.marks || needed.words;
  const rows = (await run({
    name: `read letters to route ${isOpened} ${needed.words} ${needed.body}`,
    text: `SELECT l.id, l.dead_letter_queue AS "deadLetterQueue", l.source_queue AS "sourceQueue", l.exchange,
        l.routing_key AS "routingKey", l.reason, l.error_type AS "errorType", l.error_message AS "errorMessage",
        ${needed.words ? 'l.error_stack' : 'NULL'} AS "errorStack", l.message_type AS "messageType", l.convention, l.deaths,
        l.body_bytes AS size, l.came_from_replay_id AS "cameFromReplayId", m.group_id AS "groupId",
        g.snoozed_until AS "snoozedUntil", g.state = 'ignored' AS "isIgnored", coalesce(a.name, w.name) AS owner,
        ${isOpened ? 'CASE WHEN l.kept_raw_because IS NULL THEN l.property_bytes END' : 'NULL::bytea'} AS "propertyBytes",
        ${needed.words || needed.body ? `CASE WHEN l.body_bytes <= ${MAX_BODY} THEN l.body END` : 'NULL::bytea'} AS body
      FROM unnest($1::uuid[]) AS u(id) JOIN dead_letter l ON l.id = u.id JOIN group_letter m ON m.dead_letter_id = l.id
      JOIN failure_group g ON g.id = m.group_id ${joinOwner.sql} ORDER BY l.id`,
    values: [writeWords(ids)],
  })) as Row[];
  return rows.map(({ propertyBytes, errorStack, ...row }) => ({
    ...row,
    status: 'open',
    outcome: null,
    replays: 0,
    marks: propertyBytes === null ? [] : marksIn(propertyBytes),
    words: needed.words ? wordsOf({ ...row, propertyBytes, errorStack }) : '',
  }));
}

function wordsOf({ size, body, ...row }: Row): string {
  const head = (body ?? new Uint8Array()).subarray(0, MAX_SEARCHED_BODY);
  return textOfLetter({ ...row, ...openForSearch(head, size, row.propertyBytes) }).words;
}
