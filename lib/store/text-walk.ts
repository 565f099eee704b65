// Which letters a text is looked for in: those of blocks that have its words, the newest first, some at a time. So a word that half
// of all letters share is found in the first blocks, and one that hardly any has costs a look at the index.
import type { Actor } from '#lib/domain/actor.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import { readQuery } from '#lib/domain/query/parser.ts';
import { readTextKeys } from '#lib/domain/query/text-keys.ts';
import { db } from './client.ts';
import { Prisma } from './generated/client.ts';
import { matches } from './letter-filter.ts';
import { isSeenBy } from './scope.ts';
import { notIndexed } from './text-search.ts';

const FIRST_BLOCKS = 4;
const MOST_BLOCKS = 1000;

export type Way = {
  /** Towards older letters, or towards newer ones. */
  to: 'older' | 'newer';
  /** Beyond this id; null from the end. */
  from: string | null;
  limit: number;
};

/** The keys that a filter's texts need; null where it asks for no text that every letter must hold. */
export function textKeysOf({ q }: DeadLetterFilter): string | null {
  if (!q) return null;
  const read = readQuery(q);
  return read.ok ? readTextKeys(read.query) : null;
}

/** Letters of the blocks that have these keys: whichever hold the texts, but for those that are not indexed yet. */
export function isAmong(keys: string): Prisma.Sql {
  return Prisma.sql`l.id IN (${inBlocks(keys)})`;
}

/** A filter as a condition over `dead_letter l` for who takes all that match: through the index where it asks for a text. */
export function matchesAll(filter: DeadLetterFilter): Prisma.Sql {
  const keys = textKeysOf(filter);
  if (keys === null) return matches(filter);
  const others = notIndexed.map((range) => Prisma.sql`SELECT l.id FROM dead_letter l WHERE ${range}`);
  return Prisma.sql`l.id IN (${Prisma.join([inBlocks(keys), ...others], ' UNION ALL ')}) AND ${matches(filter)}`;
}

function inBlocks(keys: string): Prisma.Sql {
  return Prisma.sql`SELECT x.dead_letter_id FROM text_block b JOIN letter_text x ON x.block_id = b.id WHERE b.keys @@ ${keys}::tsquery`;
}

/** The next letters that match, by id in the way's order. After `untilMs` it throws what Postgres does when its time is over. */
export async function walkByText(
  actor: Actor,
  filter: DeadLetterFilter,
  keys: string,
  way: Way,
  untilMs: number,
): Promise<string[]> {
  const isOlder = way.to === 'older';
  const beyond = (column: Prisma.Sql, id: string | null) =>
    id === null ? Prisma.sql`true` : Prisma.sql`${column} ${Prisma.raw(isOlder ? '<' : '>')} ${id}::uuid`;
  const afterEdge = (edge: Block | null) =>
    edge === null
      ? Prisma.sql`true`
      : Prisma.sql`(b.${Prisma.raw(near!)}, b.id) ${Prisma.raw(isOlder ? '<' : '>')} (${edge.near}::uuid, ${edge.id}::uuid)`;
  const order = Prisma.raw(isOlder ? 'DESC' : 'ASC');
  const where = Prisma.sql`${matches(filter)} AND ${isSeenBy(actor)} AND ${beyond(Prisma.sql`l.id`, way.from)}`;
  const [near, far] = isOlder ? ['last_id', 'first_id'] : ['first_id', 'last_id'];
  const found = new Set<string>();
  for (const isNotIndexed of notIndexed)
    for (const id of await readIds(
      // Set apart, so that no letter is looked into that is indexed.
      Prisma.sql`SELECT l.id FROM (SELECT * FROM dead_letter l WHERE ${isNotIndexed} ORDER BY l.id ${order} OFFSET 0) l
        WHERE ${where} ORDER BY l.id ${order} LIMIT ${way.limit}`,
      untilMs,
    ))
      found.add(id);
  let edge: Block | null = null;
  for (let size = FIRST_BLOCKS; ; size = Math.min(MOST_BLOCKS, size * 4)) {
    const blocks: Block[] = await within<Block>(
      Prisma.sql`SELECT b.id, b.${Prisma.raw(near!)} AS near FROM text_block b WHERE b.keys @@ ${keys}::tsquery
        AND ${beyond(Prisma.sql`b.${Prisma.raw(far!)}`, way.from)} AND ${afterEdge(edge)}
        ORDER BY near ${order}, b.id ${order} LIMIT ${size}`,
      untilMs,
    );
    const ids = blocks.map(({ id }) => id);
    const more = await readIds(
      Prisma.sql`SELECT l.id FROM letter_text x JOIN dead_letter l ON l.id = x.dead_letter_id
        WHERE x.block_id = ANY(${ids}::uuid[]) AND ${where} ORDER BY l.id ${order} LIMIT ${way.limit}`,
      untilMs,
    );
    for (const id of more) found.add(id);
    edge = blocks.at(-1) ?? edge;
    const sorted = [...found].toSorted();
    if (isOlder) sorted.reverse();
    if (blocks.length < size) return sorted.slice(0, way.limit);
    // Letters of the blocks to come lie beyond the edge: before it nothing can be added any more.
    const sure = sorted.filter((id) => (isOlder ? id >= edge!.near : id <= edge!.near));
    if (sure.length >= way.limit) return sure.slice(0, way.limit);
  }
}

type Block = { id: string; near: string };

async function readIds(sql: Prisma.Sql, untilMs: number): Promise<string[]> {
  return (await within<{ id: string }>(sql, untilMs)).map(({ id }) => id);
}

/** n.b. reading all blocks seems cheap to Postgres: it does not count that their keys lie out of line. */
async function within<Row>(sql: Prisma.Sql, untilMs: number): Promise<Row[]> {
  const [, , rows] = await db().$transaction([
    db().$executeRaw`SET LOCAL enable_seqscan = off`,
    db().$executeRawUnsafe(`SET LOCAL statement_timeout = ${Math.max(1, Math.ceil(untilMs - Date.now()))}`),
    db().$queryRaw<Row[]>(sql),
  ]);
  return rows;
}
