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
import { readAlertOf } from './alert-views.ts';
import { listMovesOf } from './audit.ts';
import { db } from './client.ts';
import { Prisma } from './generated/client.ts';
import { matches } from './letter-filter.ts';
import { joinCameFrom, letterColumns, presentLetter, presentListed, type LetterRow } from './letter-rows.ts';
import { listReplaysOf } from './replays.ts';
import { isSeenBy } from './scope.ts';
import { sqlStateOf } from './trouble.ts';
import { inTurn } from './turns.ts';

/** In bytes: larger bodies no convention reads. */
const MAX_EXPLAINED = 64 * 1024;
const SEARCH_TIMEOUT = '10s';

/** Newest first, keyset paging by id. Throws invalid_input for a foreign cursor, unavailable when it took too long. */
export async function listDeadLetters(
  actor: Actor,
  query: DeadLetterListQuery,
): Promise<{ items: DeadLetterSummary[]; nextCursor: string | null }> {
  const where = [matches(query), isSeenBy(actor)];
  if (query.cursor !== undefined) where.push(isBefore(query.cursor));
  const rows = await searched<LetterRow>(
    actor,
    Prisma.sql`
    SELECT ${letterColumns} FROM (
      SELECT l.* FROM dead_letter l WHERE ${Prisma.join(where, ' AND ')}
      ORDER BY l.id DESC LIMIT ${query.limit + 1}
    ) l ${joinCameFrom(actor)} ORDER BY l.id DESC`,
  );
  const items = rows.slice(0, query.limit).map(presentListed);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > query.limit && last ? writeCursor(last) : null };
}

/** A letter with all that is known of it but its body. Throws not_found. */
export async function readDeadLetter(actor: Actor, id: string): Promise<DeadLetterDetail> {
  const [row] = isId(id)
    ? await db().$queryRaw<(LetterRow & DetailColumns)[]>`
        SELECT ${letterColumns}, l.error_stack AS "errorStack", l.delivered_exchange AS "deliveredExchange",
          l.delivered_routing_key AS "deliveredRoutingKey", l.kept_raw_because AS "keptRawBecause",
          CASE WHEN l.body_bytes <= ${MAX_EXPLAINED} THEN l.body END AS "smallBody"
        FROM dead_letter l ${joinCameFrom(actor)} WHERE l.id = ${id}::uuid AND ${isSeenBy(actor)}`
    : [];
  if (row === undefined)
    throw new AppError('not_found', `There is no dead letter ${id}`, { details: { ids: [id] } });
  const { errorStack, deliveredExchange, deliveredRoutingKey, keptRawBecause, smallBody, ...rest } = row;
  const summary = presentLetter(rest);
  const [replays, alert, moves, cameBack] = await Promise.all([
    listReplaysOf(actor, id),
    readAlertOf(actor, id),
    listMovesOf(actor, id),
    findCameBack(actor, id, summary.sourceQueue),
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
    understood: explainRow({ ...rest, deliveredExchange, deliveredRoutingKey, smallBody }),
    alert,
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
  const isAmong = Prisma.sql`${matches(filter)} AND ${isSeenBy(actor)}`;
  const [newer] = await searched<{ id: string }>(
    actor,
    Prisma.sql`SELECT l.id FROM dead_letter l
    WHERE ${isAmong} AND l.id > ${id}::uuid ORDER BY l.id LIMIT 1`,
  );
  const [older] = await searched<{ id: string }>(
    actor,
    Prisma.sql`SELECT l.id FROM dead_letter l
    WHERE ${isAmong} AND l.id < ${id}::uuid ORDER BY l.id DESC LIMIT 1`,
  );
  return { newer: newer?.id ?? null, older: older?.id ?? null };
}

type DetailColumns = {
  errorStack: string | null;
  deliveredExchange: Uint8Array;
  deliveredRoutingKey: Uint8Array;
  keptRawBecause: string | null;
  smallBody: Uint8Array | null;
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

function isBefore(text: string): Prisma.Sql {
  const cursor = readCursor(text);
  if (cursor === null) {
    throw new AppError('invalid_input', 'cursor: is not one that this API gave', {
      details: { field: 'cursor' },
    });
  }
  return Prisma.sql`l.id < ${cursor.id}::uuid`;
}

/** Letters that died after a replay of this one; the newest 50. */
async function findCameBack(
  actor: Actor,
  id: string,
  sourceQueue: string | null,
): Promise<DeadLetterDetail['cameBack']> {
  const rows = await db().$queryRaw<
    { id: string; replayId: string; sourceQueue: string | null; arrivedAt: Date }[]
  >`
    SELECT l.id, r.id AS "replayId", l.source_queue AS "sourceQueue", l.arrived_at AS "arrivedAt"
    FROM replay r JOIN dead_letter l ON l.came_from_replay_id = r.id
    WHERE r.dead_letter_id = ${id}::uuid AND ${isSeenBy(actor)} ORDER BY l.id DESC LIMIT 50`;
  return rows.map((row) => ({
    id: row.id,
    replayId: row.replayId,
    isSameQueue: row.sourceQueue !== null && row.sourceQueue === sourceQueue,
    arrivedAt: row.arrivedAt.toISOString(),
  }));
}

async function searched<Row>(actor: Actor, sql: Prisma.Sql): Promise<Row[]> {
  try {
    return await inTurn(actor, 'searches', async () => {
      const [, rows] = await db().$transaction([
        db().$executeRawUnsafe(`SET LOCAL statement_timeout = '${SEARCH_TIMEOUT}'`),
        db().$queryRaw<Row[]>(sql),
      ]);
      return rows;
    });
  } catch (error) {
    if (sqlStateOf(error) !== '57014') throw error;
    throw new AppError(
      'unavailable',
      `The search took over ${SEARCH_TIMEOUT}. Narrow it by queue, status or time.`,
      { cause: error },
    );
  }
}
