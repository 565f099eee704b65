// What happened to letters since a moment. A moment is a snapshot of Postgres: what a later one sees and the earlier one did not
// is new, so that a transaction which commits late is never passed over, as it would be with a number or a time.
import type { Actor } from '#lib/domain/actor.ts';
import { db, type Tx } from './client.ts';
import { Prisma } from './generated/client.ts';
import { sqlStateOf } from './trouble.ts';

/** A letter of an event; its queue says who may hear of it. */
export type EventLetter = {
  id: string;
  sourceQueue: string | null;
  replay: { id: string; stage: string } | null;
};

export type StoredEvent = {
  tx: string;
  id: string;
  kind: 'letters' | 'changed' | 'replays';
  queue: string | null;
  letters: EventLetter[];
};

export type EventPage = {
  events: StoredEvent[];
  /** The moment up to which was read. */
  until: string;
  /** There are more before that moment: ask again with `after`. */
  hasMore: boolean;
};

/** Each may be of 500 letters. */
export const PAGE = 50;

/** A snapshot as Postgres writes it: xmin:xmax:xip_list. */
export function isMoment(text: string): boolean {
  return text.length <= 4000 && /^\d{1,19}:\d{1,19}:(\d{1,19}(,\d{1,19})*)?$/.test(text);
}

export async function readMoment(_actor: Actor): Promise<string> {
  const [row] = await db().$queryRaw<{ now: string }[]>`SELECT pg_current_snapshot()::text AS now`;
  return row!.now;
}

/** Whether events after this moment were forgotten meanwhile. */
export async function isForgotten(_actor: Actor, moment: string): Promise<boolean> {
  const rows = await db().$queryRaw<{ isGone: boolean }[]>`
    SELECT NOT pg_visible_in_snapshot(tx, ${moment}::pg_snapshot) AS "isGone" FROM event_horizon
    UNION ALL SELECT ${moment}::pg_snapshot IS NULL`.catch((error: unknown) => {
    // It only looked like one.
    if (sqlStateOf(error) === '22P02') return [{ isGone: true }];
    throw error;
  });
  return rows.some(({ isGone }) => isGone);
}

export type Since = { since: string; until: string | null; after: Pick<StoredEvent, 'tx' | 'id'> | null };

/** Of `event f`, and `moment m`. */
export function isBetween({ since, after }: Pick<Since, 'since' | 'after'>): Prisma.Sql {
  return Prisma.sql`f.tx >= pg_snapshot_xmin(${since}::pg_snapshot)
    AND NOT pg_visible_in_snapshot(f.tx, ${since}::pg_snapshot) AND pg_visible_in_snapshot(f.tx, m.until)
    AND (${after === null} OR (f.tx, f.id) > (${after?.tx ?? '0'}::xid8, ${after?.id ?? '0'}::bigint))`;
}

/** Events that are not in `since` but in `until` (now, where it is null), in the order of their transactions. */
export async function readEvents(_actor: Actor, { since, until, after }: Since): Promise<EventPage> {
  const rows = await db().$queryRaw<
    (Omit<StoredEvent, 'letters' | 'id'> & { id: string | null; until: string; letters: Told[] | null })[]
  >`
    WITH moment AS MATERIALIZED (SELECT coalesce(${until}::pg_snapshot, pg_current_snapshot()) AS until)
    SELECT m.until::text AS until, e.tx::text AS tx, e.id::text AS id, e.kind, e.queue, CASE e.kind
      WHEN 'letters' THEN (SELECT json_agg(json_build_array(l.id, l.source_queue)) FROM dead_letter l
        WHERE l.session_id = e.session_id AND l.seq BETWEEN e.first_seq AND e.last_seq)
      WHEN 'changed' THEN (SELECT json_agg(json_build_array(l.id, l.source_queue)) FROM dead_letter l WHERE l.id = ANY(e.ids))
      ELSE (SELECT json_agg(json_build_array(l.id, l.source_queue, r.id, r.stage)) FROM replay r
        JOIN dead_letter l ON l.id = r.dead_letter_id WHERE r.id = ANY(e.ids)) END AS letters
    FROM moment m LEFT JOIN LATERAL (
      SELECT * FROM event f WHERE ${isBetween({ since, after })} ORDER BY f.tx, f.id LIMIT ${PAGE}
    ) e ON true ORDER BY e.tx, e.id`;
  const events = rows.flatMap(({ id, tx, kind, queue, letters }) =>
    id === null ? [] : [{ id, tx, kind, queue, letters: (letters ?? []).map(readTold) }],
  );
  return { events, until: rows[0]!.until, hasMore: events.length === PAGE };
}

/** What happened between two moments, a page at a time. */
export async function* readBetween(
  actor: Actor,
  since: string,
  until: string,
): AsyncGenerator<readonly StoredEvent[]> {
  let page: EventPage | null = null;
  do {
    page = await readEvents(actor, { since, until, after: page?.events.at(-1) ?? null });
    yield page.events;
  } while (page.hasMore);
}

/** Remembers which letters somebody moved, in the transaction that moves them. */
export async function rememberChange(tx: Tx, letterIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`INSERT INTO event (kind, ids) VALUES ('changed', ${letterIds}::uuid[])`;
}

/** What is older than a day; who listens anew from before then is told that something is missing. */
export async function forgetOldEvents(_actor: Actor): Promise<void> {
  await db().$executeRaw`
    WITH gone AS (DELETE FROM event WHERE at < now() - interval '1 day' RETURNING tx)
    INSERT INTO event_horizon (id, tx) SELECT 1, tx FROM gone ORDER BY tx DESC LIMIT 1
    ON CONFLICT (id) DO UPDATE SET tx = EXCLUDED.tx`;
}

type Told = [id: string, sourceQueue: string | null, replayId?: string, stage?: string];

function readTold([id, sourceQueue, replayId, stage]: Told): EventLetter {
  return { id, sourceQueue, replay: replayId && stage ? { id: replayId, stage } : null };
}
