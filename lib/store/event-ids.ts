// Which letters something happened to, for who looks at the letters themselves: of some kinds of events only, and with nothing but ids.
import type { Actor } from '#lib/domain/actor.ts';
import { db } from './client.ts';
import { isBetween, PAGE, type Since, type StoredEvent } from './events.ts';

export type EventIds = Pick<StoredEvent, 'tx' | 'id'> & { letterIds: string[] };

/** As readEvents. A confirmed replay is left out: it leaves its letter as it was. */
export async function readEventIds(
  _actor: Actor,
  { since, until, after, kinds }: Since & { kinds: readonly StoredEvent['kind'][] },
): Promise<{ events: EventIds[]; until: string; hasMore: boolean }> {
  const rows = await db().$queryRaw<
    { until: string; tx: string; id: string | null; letterIds: string[] | null }[]
  >`
    WITH moment AS MATERIALIZED (SELECT coalesce(${until}::pg_snapshot, pg_current_snapshot()) AS until)
    SELECT m.until::text AS until, e.tx::text AS tx, e.id::text AS id, CASE e.kind
      WHEN 'letters' THEN (SELECT array_agg(l.id) FROM dead_letter l WHERE l.session_id = e.session_id AND l.seq BETWEEN e.first_seq AND e.last_seq)
      WHEN 'changed' THEN e.ids
      ELSE (SELECT array_agg(r.dead_letter_id) FROM replay r WHERE r.id = ANY(e.ids) AND r.stage <> 'confirmed') END AS "letterIds"
    FROM moment m LEFT JOIN LATERAL (
      SELECT * FROM event f WHERE ${isBetween({ since, after })} AND f.kind = ANY(${kinds}::text[]) ORDER BY f.tx, f.id LIMIT ${PAGE}
    ) e ON true ORDER BY e.tx, e.id`;
  const events = rows.flatMap(({ id, tx, letterIds }) =>
    id === null ? [] : [{ id, tx, letterIds: letterIds ?? [] }],
  );
  return { events, until: rows[0]!.until, hasMore: events.length === PAGE };
}
