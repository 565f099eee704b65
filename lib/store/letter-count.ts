// How many letters match a filter: counted where that is fast, else what Postgres expects, and said so.
import type { Actor } from '#lib/domain/actor.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import type { LetterCount } from '#lib/domain/query/schemas.ts';
import type { TextNeeds } from '#lib/domain/query/text-needs.ts';
import { db } from './client.ts';
import { Prisma } from './generated/client.ts';
import { matches } from './letter-filter.ts';
import { samplePercent } from './sample.ts';
import { isSeenBy } from './scope.ts';
import { notIndexed } from './text-search.ts';
import { isAmong, textNeedsOf } from './text-walk.ts';
import { sqlStateOf } from './trouble.ts';
import { inTurn } from './turns.ts';

const FAST_MS = 200;

/** Throws invalid_input for a query that is none. */
export async function countLetters(
  actor: Actor,
  filter: DeadLetterFilter,
  fastMs = FAST_MS,
): Promise<LetterCount> {
  const where = Prisma.sql`${matches(filter)} AND ${isSeenBy(actor)}`;
  const needs = textNeedsOf(filter);
  return inTurn(actor, 'counts', async () => {
    const count = await countFast(needs === null ? [where] : splitByIndex(where, needs), fastMs);
    if (count !== null) return { count, isExact: true };
    return { count: await (needs === null ? estimate(where) : countSample(where)), isExact: false };
  });
}

/** Null when it takes too long. */
async function countFast(wheres: readonly Prisma.Sql[], fastMs: number): Promise<number | null> {
  const counts = wheres.map((where) => Prisma.sql`(SELECT count(*) FROM dead_letter l WHERE ${where})`);
  try {
    const [, , rows] = await db().$transaction([
      db().$executeRawUnsafe(`SET LOCAL enable_seqscan = ${wheres.length > 1 ? 'off' : 'on'}`),
      db().$executeRawUnsafe(`SET LOCAL statement_timeout = ${Math.ceil(fastMs)}`),
      db().$queryRaw<{ count: bigint }[]>`SELECT ${Prisma.join(counts, ' + ')} AS count`,
    ]);
    return Number(rows[0]?.count ?? 0);
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

type Plan = { 'QUERY PLAN': { Plan: { 'Plan Rows': number } }[] };

async function estimate(where: Prisma.Sql): Promise<number> {
  const [row] = await db().$queryRaw<Plan[]>`EXPLAIN (FORMAT JSON) SELECT FROM dead_letter l WHERE ${where}`;
  return row?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
}
