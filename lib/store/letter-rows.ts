// A row of dead_letter as pages and the REST API show it.
import type { Actor } from '#lib/domain/actor.ts';
import type { DeadLetterSummary, Header } from '#lib/domain/dead-letter.ts';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { readSmallHeaders } from '#lib/domain/header-bounds.ts';
import { cutText } from '#lib/domain/plain-text.ts';
import { hasDiedSince } from '#lib/domain/put-back.ts';
import { readProperties, splitProperties } from '#lib/domain/properties.ts';
import { Prisma } from './generated/client.ts';
import { isSeenBy } from './scope.ts';

export type LetterRow = Omit<DeadLetterSummary, 'arrivedAt' | 'properties' | 'headers' | 'cameFrom'> & {
  arrivedAt: Date;
  propertyBytes: Uint8Array;
  cameFromReplayId: string | null;
  cameFromLetterId: string | null;
  cameFromQueue: string | null;
  /** Of the letter that was put back, where it was. */
  putBackBytes: Uint8Array | null;
};

/** Of `dead_letter l`: what it is just now, and what came of its last replay. */
export const isReplaying = Prisma.sql`EXISTS (SELECT FROM replay u WHERE u.dead_letter_id = l.id AND u.settled_at IS NULL)`;
export const statusOf = Prisma.sql`CASE WHEN l.status = 'replayed' AND ${isReplaying} THEN 'replaying' ELSE l.status END`;
export const lastOutcomeOf = Prisma.sql`CASE WHEN l.status = 'replayed' AND NOT ${isReplaying} THEN 'confirmed' ELSE l.last_outcome END`;

/** Of `dead_letter l` and the replay `r` that it came from: it was put back, which comes through the default exchange. */
export const mayBePutBack = Prisma.sql`r.to_kind = 'dead_letter_queue' AND l.delivered_exchange = ''`;

/** The columns of LetterRow, from `dead_letter l` with joinCameFrom. */
export const letterColumns = Prisma.sql`
  l.id, ${statusOf} AS status, ${lastOutcomeOf} AS "lastOutcome", l.dead_letter_queue AS "deadLetterQueue",
  l.source_queue AS "sourceQueue", l.exchange, l.routing_key AS "routingKey", l.reason, l.deaths,
  l.error_type AS "errorType", l.error_message AS "errorMessage", l.convention,
  l.message_type AS "messageType", l.attempts, l.body_bytes AS "bodyBytes", l.redelivered,
  l.redeliveries, l.is_perhaps_two AS "isPerhapsTwo",
  (SELECT count(*)::int FROM note n WHERE n.dead_letter_id = l.id) AS notes,
  l.arrived_at AS "arrivedAt", l.property_bytes AS "propertyBytes",
  l.came_from_replay_id AS "cameFromReplayId", o.id AS "cameFromLetterId", o.source_queue AS "cameFromQueue",
  CASE WHEN ${mayBePutBack} THEN (SELECT p.property_bytes FROM dead_letter p WHERE p.id = r.dead_letter_id) END AS "putBackBytes"`;

/** The letter that it was before its replay, where the actor may see that one. */
export const joinCameFrom = (actor: Actor): Prisma.Sql => Prisma.sql`
  LEFT JOIN replay r ON r.id = l.came_from_replay_id
  LEFT JOIN dead_letter o ON o.id = r.dead_letter_id AND ${isSeenBy(actor, 'o')}`;

const MAX_LISTED_ERROR = 1000;

/** A letter as lists show it, without what can be large: fifty times 128 KB of headers are too much for a page. */
export function presentListed(row: LetterRow): DeadLetterSummary {
  const table = splitProperties(row.propertyBytes).values.get('headers')?.subarray(4) ?? new Uint8Array();
  const { headers, isCut } = readSmallHeaders(table);
  return {
    ...presentLetter(row, headers),
    errorMessage: row.errorMessage === null ? null : cutText(row.errorMessage, MAX_LISTED_ERROR),
    ...(isCut ? { areHeadersCut: true } : {}),
  };
}

/** `headers` are read from the row where they are not given. */
export function presentLetter(row: LetterRow, headers?: Header[]): DeadLetterSummary {
  const { propertyBytes, cameFromReplayId, cameFromLetterId, cameFromQueue, ...others } = row;
  const { putBackBytes, ...rest } = others;
  const isPutBack = putBackBytes !== null && !hasDiedSince(putBackBytes, propertyBytes);
  const { properties, headers: table } = readProperties(propertyBytes);
  return {
    ...rest,
    properties,
    headers: headers ?? (table === null ? [] : readFieldTable(table)),
    arrivedAt: row.arrivedAt.toISOString(),
    cameFrom:
      cameFromReplayId === null
        ? null
        : {
            replayId: cameFromReplayId,
            deadLetterId: cameFromLetterId,
            isSameQueue: !isPutBack && cameFromQueue !== null && cameFromQueue === row.sourceQueue,
            ...(isPutBack ? { wasPutBack: true } : {}),
          },
  };
}
