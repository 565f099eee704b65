// Blocks of letters, as SQL over `text_block b`: which may hold what a query needs, and which of their letters.
import type { Slots, TextNeeds } from '#lib/domain/query/text-needs.ts';
import { Prisma } from './generated/client.ts';

/** Letters of a block at most, and bits of its slots; the first letter's stands first. */
export const BLOCK = 512;
const bits = Prisma.raw(`bit(${BLOCK})`);
const all = Prisma.sql`~(0::${bits})`;
const none = Prisma.sql`0::${bits}`;

/** Blocks that may hold it, in this order, each with the ids of its letters that may. n.b. a look at each bitmap comes last. */
export function blocksWith(
  { keys, slots }: TextNeeds,
  where: Prisma.Sql,
  order: Prisma.Sql,
  limit: number,
): Prisma.Sql {
  const sorted = Prisma.sql`SELECT b.id FROM text_block b WHERE b.keys @@ ${keys}::tsquery AND ${where} ORDER BY ${order}`;
  const columns = Prisma.sql`b.id, b.first_id, b.last_id`;
  // One after the other in that order, until there are enough.
  const one = Prisma.sql`CROSS JOIN LATERAL (SELECT * FROM text_block b WHERE b.id = s.id OFFSET 0) b`;
  if (slots === null)
    return Prisma.sql`SELECT ${columns}, b.letters AS may FROM (${sorted} LIMIT ${limit}) s ${one}`;
  return Prisma.sql`SELECT ${columns}, ${lettersOfBits} AS may FROM (${sorted} OFFSET 0) s ${one} ${withBits(slots)} LIMIT ${limit}`;
}

/** Ids of all letters that may hold it. */
export function lettersWith({ keys, slots }: TextNeeds): Prisma.Sql {
  if (slots === null)
    return Prisma.sql`SELECT unnest(b.letters) FROM text_block b WHERE b.keys @@ ${keys}::tsquery`;
  return Prisma.sql`SELECT unnest(${lettersOfBits}) FROM text_block b ${withBits(slots)} AND b.keys @@ ${keys}::tsquery`;
}

/** Joins a block's bits to it as `m`, where it has any. */
function withBits(slots: Slots): Prisma.Sql {
  return Prisma.sql`CROSS JOIN LATERAL (SELECT coalesce(
      (SELECT ${bitsOf(slots)} FROM text_bitmap t WHERE t.id = b.bitmap_id), ${all}) AS bits OFFSET 0) m
    WHERE m.bits <> ${none}`;
}

/** Of `text_block b` with its bits as `m`. */
const lettersOfBits = Prisma.sql`
  ARRAY(SELECT b.letters[n] FROM generate_series(1, cardinality(b.letters)) n WHERE get_bit(m.bits, n - 1) = 1)`;

function bitsOf(slots: Slots): Prisma.Sql {
  if (typeof slots === 'number') return bitsOfSlot(slots);
  if ('all' in slots) return Prisma.sql`(${Prisma.join(slots.all.map(bitsOf), ' & ')})`;
  return Prisma.sql`(${Prisma.join(slots.any.map(bitsOf), ' | ')})`;
}

/** n.b. Postgres takes such bytes out of a long value without reading the rest. */
function bitsOfSlot(slot: number): Prisma.Sql {
  return Prisma.sql`('x' || encode(substring(t.bits
    FROM (${slot}::int & (octet_length(t.bits) / t.width - 1)) * t.width + b.bitmap_at + 1
    FOR (cardinality(b.letters) + 7) / 8), 'hex'))::${bits}`;
}
