// Reads letters for an export: page after page, newest first, with what is needed to restore them.
import type { Actor } from '#lib/domain/actor.ts';
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import type { ExportedNote, ExportedReplay } from '#lib/domain/letter-export.ts';
import { AppError } from '#lib/errors.ts';
import { pool } from './client.ts';
import { Prisma } from './generated/client.ts';
import { matches } from './letter-filter.ts';
import { joinCameFrom, letterColumns, presentListed, type LetterRow } from './letter-rows.ts';
import { isSeenBy } from './scope.ts';
import { walked } from './searched.ts';
import { textNeedsOf } from './text-walk.ts';
import { sqlStateOf } from './trouble.ts';

const PAGE = 250;
/** Bodies that come with a page, in bytes; the others are read one by one, in pieces. */
const PAGE_BYTES = 4 * 1024 * 1024;

export type LetterToExport = {
  letter: DeadLetterSummary;
  keptRawBecause: string | null;
  deliveredExchange: Uint8Array;
  deliveredRoutingKey: Uint8Array;
  propertyBytes: Uint8Array;
  /** Null where it did not come along. */
  body: Uint8Array | null;
  replays: ExportedReplay[];
};

type Row = LetterRow & Omit<LetterToExport, 'letter' | 'replays'>;

/** `below`: the last letter of the page before. Fewer than a page are the last. Throws unavailable when it took too long. */
export async function readExportPage(
  actor: Actor,
  filter: DeadLetterFilter,
  { below, maxBody }: { below: string | null; maxBody: number },
): Promise<{ letters: LetterToExport[]; isLast: boolean }> {
  const where = [matches(filter), isSeenBy(actor)];
  if (below !== null) where.push(Prisma.sql`l.id < ${below}::uuid`);
  const needs = textNeedsOf(filter);
  if (needs !== null) {
    const way = { to: 'older', from: below, limit: PAGE } as const;
    where.push(Prisma.sql`l.id = ANY(${await walked(actor, filter, needs, way)}::uuid[])`);
  }
  const rows = await query<Row>(Prisma.sql`
    SELECT ${letterColumns}, l.kept_raw_because AS "keptRawBecause", l.delivered_exchange AS "deliveredExchange",
      l.delivered_routing_key AS "deliveredRoutingKey",
      CASE WHEN l.body_bytes <= ${maxBody}::int AND sum(least(l.body_bytes, ${maxBody}::int)) OVER (ORDER BY l.id DESC) <= ${PAGE_BYTES}::int
        THEN l.body END AS body
    FROM (SELECT l.* FROM dead_letter l WHERE ${Prisma.join(where, ' AND ')} ORDER BY l.id DESC LIMIT ${PAGE}) l
      ${joinCameFrom(actor)} ORDER BY l.id DESC`);
  const replays = await readReplays(rows.map(({ id }) => id));
  const letters = rows.map(({ body, keptRawBecause, deliveredExchange, deliveredRoutingKey, ...row }) => ({
    letter: presentListed(row),
    keptRawBecause,
    deliveredExchange,
    deliveredRoutingKey,
    propertyBytes: row.propertyBytes,
    body,
    replays: replays.get(row.id) ?? [],
  }));
  return { letters, isLast: rows.length < PAGE };
}

/** Of a letter that a page told of. */
export async function readNotesToExport(_actor: Actor, id: string): Promise<ExportedNote[]> {
  const rows = await query<Omit<ExportedNote, 'at' | 'changedAt'> & { at: Date; changedAt: Date | null }>(
    Prisma.sql`
    SELECT n.id, n.at, n.changed_at AS "changedAt", n.version, n.author_kind AS "byKind", n.author_id AS "byId",
      n.author_name AS by, n.text FROM note n WHERE n.dead_letter_id = ${id}::uuid ORDER BY n.id`,
  );
  return rows.map((row) => ({
    ...row,
    at: row.at.toISOString(),
    changedAt: row.changedAt?.toISOString() ?? null,
  }));
}

type ReplayRow = Omit<ExportedReplay, 'askedAt' | 'settledAt'> & {
  letterId: string;
  askedAt: Date;
  settledAt: Date | null;
};

/** By letter, newest first, at most 50 each. Why they were asked for stands in the audit, which has an export of its own. */
async function readReplays(ids: readonly string[]): Promise<Map<string, ExportedReplay[]>> {
  const rows = await query<ReplayRow>(Prisma.sql`
    SELECT r.* FROM unnest(${ids}::uuid[]) AS u(id) CROSS JOIN LATERAL (
      SELECT r.dead_letter_id AS "letterId", r.id, r.stage, r.to_kind AS "toKind", r.to_exchange AS exchange,
        r.to_routing_key AS "routingKey", r.actor AS "askedBy", r.asked_at AS "askedAt", r.settled_at AS "settledAt", r.detail,
        r.dropped FROM replay r WHERE r.dead_letter_id = u.id ORDER BY r.id DESC LIMIT 50) r`);
  const found = new Map<string, ExportedReplay[]>();
  for (const { letterId, askedAt, settledAt, ...row } of rows) {
    const replay = {
      ...row,
      askedAt: askedAt.toISOString(),
      settledAt: settledAt?.toISOString() ?? null,
    };
    found.set(letterId, [...(found.get(letterId) ?? []), replay]);
  }
  return found;
}

/** Over the driver itself: Prisma would turn the bytes into JSON and back. */
async function query<Found>({ text, values }: Prisma.Sql): Promise<Found[]> {
  try {
    return (await pool().query({ text, values })).rows as Found[];
  } catch (error) {
    if (sqlStateOf(error) !== '57014') throw error;
    const why = 'A page of this export took a minute to find. Narrow it by queue, status or time.';
    throw new AppError('unavailable', why, { cause: error });
  }
}
