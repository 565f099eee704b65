// How many letters match a filter: counted where that is fast, else what Postgres expects, and said so.
import type { Actor } from '#lib/domain/actor.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import type { LetterCount } from '#lib/domain/query/schemas.ts';
import type { TextNeeds } from '#lib/domain/query/text-needs.ts';
import { db } from './client.ts';
import { Prisma } from './generated/client.ts';
import { always, countByHours, isCountedByHours } from './hour-counts.ts';
import { matches } from './letter-filter.ts';
import { samplePercent } from './sample.ts';
import { isSeenBy } from './scope.ts';
import { notIndexed } from './text-search.ts';
import { isAmong, textNeedsOf } from './text-walk.ts';
import { sqlStateOf } from './trouble.ts';
import { inTurn } from './turns.ts';

const FAST_MS = 100;
/** What Postgres reckons with for what takes longer than that: it is not even tried. */
const MOST_COST = 60_000;

/** Throws invalid_input for a query that is none. */
export async function countLetters(
  actor: Actor,
  filter: DeadLetterFilter,
  fastMs = FAST_MS,
): Promise<LetterCount> {
  const where = Prisma.sql`${matches(filter)} AND ${isSeenBy(actor)}`;
  const needs = textNeedsOf(filter);
  return inTurn(actor, 'counts', async () => {
    if (needs !== null) {
      const count = await within(fastMs, sumOf(splitByIndex(where, needs)), false);
      return count === null ? about(await countSample(where)) : exactly(count);
    }
    if (isCountedByHours(filter)) {
      const hours = await countByHours(actor, filter, where, always);
      const count = await within(
        fastMs,
        Prisma.sql`SELECT CASE WHEN bool_and(h.count IS NOT NULL) THEN sum(h.count) END AS count FROM (${hours}) h`,
        false,
      );
      if (count !== null) return exactly(count);
    }
    const { rows, cost } = await expect(where);
    const count = cost > MOST_COST ? null : await within(fastMs, sumOf([where]), true);
    return count === null ? about(rows) : exactly(count);
  });
}

const exactly = (count: number): LetterCount => ({ count, isExact: true });
const about = (count: number): LetterCount => ({ count, isExact: false });

function sumOf(wheres: readonly Prisma.Sql[]): Prisma.Sql {
  const counts = wheres.map((where) => Prisma.sql`(SELECT count(*) FROM dead_letter l WHERE ${where})`);
  return Prisma.sql`SELECT ${Prisma.join(counts, ' + ')} AS count`;
}

/** Null when it takes too long, or cannot be said. */
async function within(ms: number, sql: Prisma.Sql, mayScan: boolean): Promise<number | null> {
  try {
    const [, , rows] = await db().$transaction([
      db().$executeRawUnsafe(`SET LOCAL enable_seqscan = ${mayScan ? 'on' : 'off'}`),
      db().$executeRawUnsafe(`SET LOCAL statement_timeout = ${Math.ceil(ms)}`),
      db().$queryRaw<{ count: bigint | null }[]>(sql),
    ]);
    const count = rows[0]?.count ?? null;
    return count === null ? null : Number(count);
  } catch (error) {
    if (sqlStateOf(error) === '57014') return null;
    throw error;
  }
}

/** Those that the index knows, and the others. */
function splitByIndex(where: Prisma.Sql, needs: TextNeeds): Prisma.Sql[] {
  return [
    Prisma.sql`${isAmong(needs)} AND ${where}`,
    ...notIndexed.map((range) => Prisma.sql`${range} AND ${where}`),
  ];
}

/** Of a text Postgres expects nothing that is true. */
async function countSample(where: Prisma.Sql): Promise<number> {
  const percent = await samplePercent();
  const [row] = await db().$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM dead_letter l TABLESAMPLE SYSTEM (${percent}) WHERE ${where}`;
  return Math.round((Number(row?.count ?? 0) * 100) / percent);
}

type Plan = { 'QUERY PLAN': { Plan: { 'Plan Rows': number; 'Total Cost': number } }[] };

async function expect(where: Prisma.Sql): Promise<{ rows: number; cost: number }> {
  const [row] = await db().$queryRaw<Plan[]>`EXPLAIN (FORMAT JSON) SELECT FROM dead_letter l WHERE ${where}`;
  const plan = row?.['QUERY PLAN'][0]?.Plan;
  return { rows: plan?.['Plan Rows'] ?? 0, cost: plan?.['Total Cost'] ?? 0 };
}
