// The inbox's filter as SQL. Every value is bound.
import { writeUtf8 } from '#lib/domain/bytes.ts';
import { firstIdAt } from '#lib/domain/cursor.ts';
import type { LetterStatus } from '#lib/domain/dead-letter.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import { readMark, type Mark } from '#lib/domain/marks.ts';
import { Prisma } from './generated/client.ts';
import { isReplaying } from './letter-rows.ts';

/** A condition over `dead_letter l`. */
export function matches(filter: DeadLetterFilter): Prisma.Sql {
  const conditions = [Prisma.sql`true`];
  if (filter.queue)
    conditions.push(Prisma.sql`(l.source_queue = ${filter.queue} OR l.dead_letter_queue = ${filter.queue})`);
  if (filter.reason) conditions.push(Prisma.sql`l.reason = ${filter.reason}`);
  if (filter.status) conditions.push(has(filter.status));
  if (filter.after) conditions.push(Prisma.sql`l.id >= ${firstIdAt(new Date(filter.after))}::uuid`);
  if (filter.before) conditions.push(Prisma.sql`l.id < ${firstIdAt(new Date(filter.before))}::uuid`);
  const mark = filter.mark ? readMark(filter.mark) : null;
  if (mark) conditions.push(isMarked(mark));
  if (filter.q) conditions.push(holds(filter.q));
  return Prisma.join(conditions, ' AND ');
}

/** So written that an index serves each: open ones, moved ones, replays under way. */
function has(status: LetterStatus): Prisma.Sql {
  if (status === 'replaying')
    return Prisma.sql`l.id IN (SELECT u.dead_letter_id FROM replay u WHERE u.settled_at IS NULL)`;
  if (status === 'replayed') return Prisma.sql`l.status = 'replayed' AND NOT ${isReplaying}`;
  return Prisma.sql`l.status = ${status}`;
}

function isMarked({ name, value }: Mark): Prisma.Sql {
  return Prisma.sql`l.id IN (SELECT m.dead_letter_id FROM letter_mark m WHERE m.name = ${name} AND m.value = ${value})`;
}

/** Whether a text stands in the error, the routing key, properties and headers, or the first 4 KB of the body. */
function holds(text: string): Prisma.Sql {
  const texts = ['error_type', 'error_message', 'error_stack', 'routing_key'].map(
    (column) => Prisma.sql`${Prisma.raw(`l.${column}`)} ILIKE ${like(text)}`,
  );
  const spellings = [...new Set([text, text.toLowerCase(), text.toUpperCase()].map(writeEscaped))].map(like);
  return Prisma.sql`(${Prisma.join(texts, ' OR ')}
    OR encode(l.property_bytes, 'escape') ILIKE ANY (${spellings})
    OR encode(substring(coalesce(l.body, (SELECT p.bytes FROM body_part p WHERE p.dead_letter_id = l.id AND p.part = 0))
      FROM 1 FOR 4096), 'escape') ILIKE ANY (${spellings}))`;
}

function like(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

/** A text as Postgres' encode(…, 'escape') writes its bytes: ASCII as it is, so that ILIKE finds it in any case. */
function writeEscaped(text: string): string {
  return [...writeUtf8(text)]
    .map((byte) => {
      if (byte === 0 || byte > 127) return `\\${byte.toString(8).padStart(3, '0')}`;
      return byte === 92 ? '\\\\' : String.fromCharCode(byte);
    })
    .join('');
}
