// Reading letters: the inbox's list, one letter, its neighbours.
import type { Actor } from '#lib/domain/actor.ts';
import { sayBodyChange } from '#lib/domain/amend-body.ts';
import { readCursor, writeCursor } from '#lib/domain/cursor.ts';
import type { DeadLetterDetail, DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { explain } from '#lib/domain/decode.ts';
import { readDeaths } from '#lib/domain/deaths.ts';
import type { DeadLetterFilter, DeadLetterListQuery } from '#lib/domain/filter.ts';
import { findObstacles } from '#lib/domain/obstacles.ts';
import { isId } from '#lib/domain/ids.ts';
import { listErrors } from '#lib/domain/stack/error-chain.ts';
import { isWrapper, unwrap } from '#lib/domain/unwrap.ts';
import { AppError } from '#lib/errors.ts';
import { readAlertsOf } from './alert-views.ts';
import { listMovesOf } from './audit.ts';
import { findCameBack } from './came-back.ts';
import { db } from './client.ts';
import { addValues } from './column-values.ts';
import { Prisma } from './generated/client.ts';
import { matches } from './letter-filter.ts';
import { joinCameFrom, letterColumns, presentLetter, presentListed, type LetterRow } from './letter-rows.ts';
import { listReplaysOf } from './replays.ts';
import { isSeenBy } from './scope.ts';
import { kindOf, searched, walked } from './searched.ts';
import { textNeedsOf } from './text-walk.ts';

/** In bytes: larger bodies no convention reads. */
const MAX_EXPLAINED = 64 * 1024;

/** Newest first, keyset paging by id. Throws invalid_input for a foreign cursor, unavailable when it took too long. */
export async function listDeadLetters(
  actor: Actor,
  query: DeadLetterListQuery,
): Promise<{ items: DeadLetterSummary[]; nextCursor: string | null }> {
  const before = query.cursor === undefined ? null : beginningOf(query.cursor);
  const where = [matches(query), isSeenBy(actor)];
  if (before !== null) where.push(Prisma.sql`l.id < ${before}::uuid`);
  const needs = textNeedsOf(query);
  if (needs !== null) {
    const way = { to: 'older', from: before, limit: query.limit + 1 } as const;
    where.push(Prisma.sql`l.id = ANY(${await walked(actor, query, needs, way)}::uuid[])`);
  }
  const rows = await searched<LetterRow>(
    actor,
    Prisma.sql`
    SELECT ${letterColumns} FROM (
      SELECT l.* FROM dead_letter l WHERE ${Prisma.join(where, ' AND ')}
      ORDER BY l.id DESC LIMIT ${query.limit + 1}
    ) l ${joinCameFrom(actor)} ORDER BY l.id DESC`,
    kindOf(query, needs),
  );
  const letters = rows.slice(0, query.limit).map(presentListed);
  const last = letters.at(-1);
  const items = query.columns ? await addValues(actor, letters, query.columns) : letters;
  return { items, nextCursor: rows.length > query.limit && last ? writeCursor(last) : null };
}

/** A letter with all that is known of it but its body. Throws not_found. */
export async function readDeadLetter(actor: Actor, id: string): Promise<DeadLetterDetail> {
  const [row] = isId(id)
    ? await db().$queryRaw<(LetterRow & DetailColumns)[]>`
        SELECT ${letterColumns}, l.error_stack AS "errorStack", l.delivered_exchange AS "deliveredExchange",
          l.delivered_routing_key AS "deliveredRoutingKey", l.kept_raw_because AS "keptRawBecause",
          CASE WHEN l.body_bytes <= ${MAX_EXPLAINED} THEN l.body END AS "smallBody",
          (SELECT t.is_cut FROM letter_text t WHERE t.dead_letter_id = l.id) AS "isSearchCut"
        FROM dead_letter l ${joinCameFrom(actor)} WHERE l.id = ${id}::uuid AND ${isSeenBy(actor)}`
    : [];
  if (row === undefined)
    throw new AppError('not_found', `There is no dead letter ${id}`, { details: { ids: [id] } });
  const {
    errorStack,
    deliveredExchange,
    deliveredRoutingKey,
    keptRawBecause,
    smallBody,
    isSearchCut,
    ...rest
  } = row;
  const summary = presentLetter(rest);
  const [replays, alerts, moves, cameBack] = await Promise.all([
    listReplaysOf(actor, id),
    readAlertsOf(actor, id),
    listMovesOf(actor, id),
    findCameBack(actor, { ...summary, propertyBytes: rest.propertyBytes }),
  ]);
  return {
    ...summary,
    errorStack,
    errorChain: listErrors(errorStack),
    journey: readDeaths(summary.headers),
    obstacles: obstaclesOf({ ...rest, smallBody }),
    deliveredExchange: Buffer.from(deliveredExchange).toString(),
    deliveredRoutingKey: Buffer.from(deliveredRoutingKey).toString(),
    keptRawBecause,
    searched: isSearchCut === null ? 'not yet' : isSearchCut ? 'beginning' : 'whole',
    understood: explainRow({ ...rest, deliveredExchange, deliveredRoutingKey, smallBody }),
    alerts,
    replays,
    moves,
    cameBack,
  };
}

/** The next newer and the next older letter that match the filter. */
export async function findNeighbours(
  actor: Actor,
  id: string,
  filter: DeadLetterFilter,
): Promise<{ newer: string | null; older: string | null }> {
  const needs = textNeedsOf(filter);
  if (needs !== null) {
    const [newer] = await walked(actor, filter, needs, { to: 'newer', from: id, limit: 1 });
    const [older] = await walked(actor, filter, needs, { to: 'older', from: id, limit: 1 });
    return { newer: newer ?? null, older: older ?? null };
  }
  const isAmong = Prisma.sql`${matches(filter)} AND ${isSeenBy(actor)}`;
  const [newer] = await searched<{ id: string }>(
    actor,
    Prisma.sql`SELECT l.id FROM dead_letter l
    WHERE ${isAmong} AND l.id > ${id}::uuid ORDER BY l.id LIMIT 1`,
    kindOf(filter, needs),
  );
  const [older] = await searched<{ id: string }>(
    actor,
    Prisma.sql`SELECT l.id FROM dead_letter l
    WHERE ${isAmong} AND l.id < ${id}::uuid ORDER BY l.id DESC LIMIT 1`,
    kindOf(filter, needs),
  );
  return { newer: newer?.id ?? null, older: older?.id ?? null };
}

type DetailColumns = {
  errorStack: string | null;
  deliveredExchange: Uint8Array;
  deliveredRoutingKey: Uint8Array;
  keptRawBecause: string | null;
  smallBody: Uint8Array | null;
  isSearchCut: boolean | null;
};

type Explained = Pick<DetailColumns, 'deliveredExchange' | 'deliveredRoutingKey' | 'smallBody'> & LetterRow;

/** Of a letter with another one inside, that one's. */
function obstaclesOf({
  convention,
  propertyBytes,
  smallBody,
}: Pick<LetterRow, 'convention' | 'propertyBytes'> & Pick<DetailColumns, 'smallBody'>) {
  const body = smallBody ?? new Uint8Array();
  const sent = isWrapper(convention) ? unwrap(convention, { propertyBytes, body }) : { propertyBytes };
  return sent === null ? [] : findObstacles(sent.propertyBytes, convention);
}

function explainRow({ smallBody, ...row }: Explained): DeadLetterDetail['understood'] {
  const { deadLetterQueue: queue, deliveredExchange: exchange, deliveredRoutingKey: routingKey } = row;
  const body = smallBody ?? new Uint8Array();
  const told = explain({ queue, exchange, routingKey, propertyBytes: row.propertyBytes, body });
  if (told === null) return null;
  const { convention, from, failedAt = null, owner = null, warnings = [] } = told;
  const bodyChange = sayBodyChange(convention, body);
  return { convention, from, failedAt, owner, warnings: [...warnings], bodyChange };
}

function beginningOf(text: string): string {
  const cursor = readCursor(text);
  if (cursor === null) {
    throw new AppError('invalid_input', 'cursor: is not one that this API gave', {
      details: { field: 'cursor' },
    });
  }
  return cursor.id;
}
