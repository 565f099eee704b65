// Letters that have an id, a trace or their body in common with a letter.
import type { Actor } from '#lib/domain/actor.ts';
import type { RelatedLetters } from '#lib/domain/letter-schemas.ts';
import { isId } from '#lib/domain/ids.ts';
import { AppError } from '#lib/errors.ts';
import { db } from './client.ts';
import { isSeenBy } from './scope.ts';

/** Each: what half of all letters share tells nothing, and is not looked through. */
const MAX_EACH = 6;
const MAX_LOOKED_AT = 200;
/** Names whose equal value means that two letters belong together. */
const JOINING = [
  'message_id',
  'correlation_id',
  'trace',
  'tid',
  'header.tid',
  'header.x-request-id',
  'header.X-Request-Id',
  'header.x-correlation-id',
  'body',
];

type Row = RelatedLetters['letters'][number] & { name: string; value: string; arrived: Date };

/** Newest first. Throws not_found. */
export async function findRelated(actor: Actor, id: string): Promise<RelatedLetters[]> {
  const known = isId(id)
    ? await db().$queryRaw<
        unknown[]
      >`SELECT FROM dead_letter l WHERE l.id = ${id}::uuid AND ${isSeenBy(actor)}`
    : [];
  if (known.length === 0)
    throw new AppError('not_found', `There is no dead letter ${id}`, { details: { ids: [id] } });
  const rows = await db().$queryRaw<Row[]>`
    SELECT m.name, m.value, l.id, l.status, l.source_queue AS "sourceQueue", l.error_type AS "errorType",
      l.error_message AS "errorMessage", l.arrived_at AS arrived
    FROM letter_mark m CROSS JOIN LATERAL (
      SELECT l.* FROM (
        SELECT o.dead_letter_id FROM letter_mark o WHERE o.name = m.name AND o.value = m.value AND o.dead_letter_id <> m.dead_letter_id
        ORDER BY o.dead_letter_id DESC LIMIT ${MAX_LOOKED_AT}
      ) o JOIN dead_letter l ON l.id = o.dead_letter_id WHERE ${isSeenBy(actor)} ORDER BY l.id DESC LIMIT ${MAX_EACH + 1}
    ) l WHERE m.dead_letter_id = ${id}::uuid AND m.name = ANY(${JOINING}) ORDER BY l.id DESC`;
  return JOINING.flatMap((name) => {
    const found = rows.filter((row) => row.name === name);
    const [first] = found;
    if (first === undefined) return [];
    const letters = found.slice(0, MAX_EACH).map(({ name: _name, value: _value, arrived, ...letter }) => ({
      ...letter,
      arrivedAt: arrived.toISOString(),
    }));
    return [{ name, value: first.value, letters, hasMore: found.length > MAX_EACH }];
  });
}
