// Blocks of letters, as SQL over `text_block b`: which may hold what a query needs, and which of their letters.
import type { Slots, TextNeeds } from '#lib/domain/query/text-needs.ts';
import { Prisma } from './generated/client.ts';

/** Letters of a block at most. */
export const BLOCK = 512;

/** The first blocks that may hold it, in this order, each with the ids of its letters that may. */
export function blocksWith(
  needs: TextNeeds,
  where: Prisma.Sql,
  order: Prisma.Sql,
  limit: number,
): Prisma.Sql {
  return Prisma.sql`WITH ${withBits(needs, Prisma.sql`AND ${where} ORDER BY ${order} LIMIT ${limit}`)}
    SELECT b.id, b.first_id, b.last_id, ARRAY(${lettersOf}) AS may FROM ${blocksAndBits} ORDER BY ${order}`;
}

/** Ids of all letters that may hold it. */
export function lettersWith(needs: TextNeeds): Prisma.Sql {
  return Prisma.sql`WITH ${withBits(needs, Prisma.empty)}
    SELECT u.id FROM ${blocksAndBits} CROSS JOIN LATERAL (${lettersOf}) u`;
}

/** Blocks that have the keys as `found`, and of their bitmaps the bits as `told`: each bitmap is looked at once for all of its blocks. */
function withBits({ keys, slots }: TextNeeds, which: Prisma.Sql): Prisma.Sql {
  const bits = slots === null ? Prisma.sql`NULL::varbit` : bitsOf(slots);
  const isTold = slots === null ? Prisma.sql`false` : Prisma.sql`t.id IN (SELECT bitmap_id FROM found)`;
  return Prisma.sql`found AS MATERIALIZED (
      SELECT b.id, b.first_id, b.last_id, b.width, b.bitmap_id, b.bitmap_at FROM text_block b WHERE b.keys @@ ${keys}::tsquery ${which}),
    told AS MATERIALIZED (SELECT t.id, ${bits} AS bits FROM text_bitmap t WHERE ${isTold})`;
}

/** Each as `b`, with its own bits as `m`: null where nothing is told of it. */
const blocksAndBits = Prisma.sql`found b LEFT JOIN told t ON t.id = b.bitmap_id
  CROSS JOIN LATERAL (SELECT substring(t.bits FROM b.bitmap_at * 8 + 1 FOR b.width * 8) AS bits OFFSET 0) m`;

/** n.b. a block's letters lie out of line: they are fetched once, and only where one of them may hold it. */
const lettersOf = Prisma.sql`SELECT u.id FROM text_block o CROSS JOIN LATERAL unnest(o.letters) WITH ORDINALITY u (id, n)
  WHERE o.id = b.id AND (m.bits IS NULL OR position(B'1' IN m.bits) > 0) AND (m.bits IS NULL OR get_bit(m.bits, u.n::int - 1) = 1)`;

function bitsOf(slots: Slots): Prisma.Sql {
  if (typeof slots === 'number') return bitsOfSlot(slots);
  if ('all' in slots) return Prisma.sql`(${Prisma.join(slots.all.map(bitsOf), ' & ')})`;
  return Prisma.sql`(${Prisma.join(slots.any.map(bitsOf), ' | ')})`;
}

/** n.b. Postgres takes such bytes out of a long value without reading the rest. */
function bitsOfSlot(slot: number): Prisma.Sql {
  return Prisma.sql`('x' || encode(substring(t.bits
    FROM (${slot}::int & (octet_length(t.bits) / t.width - 1)) * t.width + 1 FOR t.width), 'hex'))::varbit`;
}
