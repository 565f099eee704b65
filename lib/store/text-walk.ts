// Which letters a text is looked for in: those of blocks that have its words, the newest first, some at a time. So a word that half
// of all letters share is found in the first blocks, and one that hardly any has costs a look at the index.
import type { Actor } from '#lib/domain/actor.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import { readQuery } from '#lib/domain/query/parser.ts';
import { readTextNeeds, type TextNeeds } from '#lib/domain/query/text-needs.ts';
import { db } from './client.ts';
import { Prisma } from './generated/client.ts';
import { matches } from './letter-filter.ts';
import { isSeenBy } from './scope.ts';
import { blocksWith, lettersWith } from './text-blocks.ts';
import { isIn, notIndexed } from './text-search.ts';
import { findNotIndexed, isBeyond, orderOf, timeLeft, type Way } from './text-tail.ts';

/** So many blocks are looked at at once: at first, then four times as many each time, up to so many. */
const FIRST_BLOCKS = 4;
const MOST_BLOCKS = 1024;
/** No more blocks than before are looked at where so many of their letters may hold it. */
const MANY = 8000;

/** What a filter's texts need; null where it asks for no text that every letter must hold. */
export function textNeedsOf({ q }: DeadLetterFilter): TextNeeds | null {
  if (!q) return null;
  const read = readQuery(q);
  return read.ok ? readTextNeeds(read.query) : null;
}

/** Letters that may have what is needed: whichever hold the texts, but for those that are not indexed yet. */
export function isAmong(needs: TextNeeds): Prisma.Sql {
  return Prisma.sql`l.id IN (${lettersWith(needs)})`;
}

/** A filter as a condition over `dead_letter l` for who takes all that match: through the index where it asks for a text. */
export function matchesAll(filter: DeadLetterFilter): Prisma.Sql {
  const needs = textNeedsOf(filter);
  if (needs === null) return matches(filter);
  const others = notIndexed.map((range) => Prisma.sql`SELECT l.id FROM dead_letter l WHERE ${range}`);
  return Prisma.sql`l.id IN (${Prisma.join([lettersWith(needs), ...others], ' UNION ALL ')}) AND ${matches(filter)}`;
}

/** The next letters that match, by id in the way's order. Throws what Postgres does when its time is over, and what waiting throws. */
export async function walkByText(
  actor: Actor,
  filter: DeadLetterFilter,
  needs: TextNeeds,
  way: Way,
  longestMs: number,
): Promise<string[]> {
  const wanted = Prisma.sql`${matches(filter)} AND ${isSeenBy(actor)} AND ${isBeyond(way, Prisma.sql`l.id`, way.from)}`;
  // Before the blocks: what is indexed meanwhile is found twice, and not passed by.
  const found = new Set(await findNotIndexed(actor, wanted, way, longestMs));
  const untilMs = Date.now() + longestMs;
  // At one moment: a block that is merged with others meanwhile would be passed by.
  return db().$transaction(
    async (tx) => {
      // n.b. reading all blocks seems cheap to Postgres: it does not count that their keys lie out of line.
      await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
      return walk(wanted, needs, way, found, async (sql) => {
        await tx.$executeRawUnsafe(timeLeft(untilMs));
        return tx.$queryRaw(sql);
      });
    },
    { isolationLevel: 'RepeatableRead' },
  );
}

type Read = <Row>(sql: Prisma.Sql) => Promise<Row[]>;

async function walk(
  wanted: Prisma.Sql,
  needs: TextNeeds,
  way: Way,
  found: Set<string>,
  read: Read,
): Promise<string[]> {
  const isOlder = way.to === 'older';
  const order = orderOf(way);
  const [near, far] = (isOlder ? ['last_id', 'first_id'] : ['first_id', 'last_id']).map((column) =>
    Prisma.raw(`b.${column}`),
  ) as [Prisma.Sql, Prisma.Sql];
  const afterEdge = (edge: Block | null) =>
    edge === null
      ? Prisma.sql`true`
      : Prisma.sql`(${near}, b.id) ${Prisma.raw(isOlder ? '<' : '>')} (${edge.near}::uuid, ${edge.id}::uuid)`;
  let edge: Block | null = null;
  for (let size = FIRST_BLOCKS; ;) {
    const blocks: Block[] = await read<Block>(
      Prisma.sql`SELECT b.id, ${near} AS near, b.may FROM (${blocksWith(
        needs,
        Prisma.sql`${isBeyond(way, far, way.from)} AND ${afterEdge(edge)}`,
        Prisma.sql`${near} ${order}, b.id ${order}`,
        size,
      )}) b`,
    );
    const may = blocks.flatMap((block) => block.may);
    // n.b. a letter itself is read only where its words hold it: each is another place of the disk.
    const more = await read<Found>(
      Prisma.sql`SELECT l.id FROM (SELECT t.dead_letter_id AS id FROM letter_text t WHERE t.dead_letter_id = ANY(${may}::uuid[])
          AND ${Prisma.join([Prisma.sql`true`, ...needs.terms.map(isIn)], ' AND ')} ORDER BY 1 ${order} OFFSET 0) t
        JOIN dead_letter l ON l.id = t.id WHERE ${wanted} ORDER BY l.id ${order} LIMIT ${way.limit}`,
    );
    for (const { id } of more) found.add(id);
    edge = blocks.at(-1) ?? edge;
    const sorted = [...found].toSorted();
    if (isOlder) sorted.reverse();
    if (blocks.length < size) return sorted.slice(0, way.limit);
    // Letters of the blocks to come lie beyond the edge: before it nothing can be added any more.
    const sure = sorted.filter((id) => (isOlder ? id >= edge!.near : id <= edge!.near));
    if (sure.length >= way.limit) return sure.slice(0, way.limit);
    if (may.length < MANY) size = Math.min(MOST_BLOCKS, size * 4);
  }
}

type Found = { id: string };
type Block = Found & { near: string; may: string[] };
