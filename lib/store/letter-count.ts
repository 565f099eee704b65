// How many letters match a filter: counted where that is fast, else what Postgres expects, and said so.
import type { Actor } from '#lib/domain/actor.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import type { LetterCount } from '#lib/domain/query/schemas.ts';
import { db } from './client.ts';
import { Prisma } from './generated/client.ts';
import { matches } from './letter-filter.ts';
import { isSeenBy } from './scope.ts';
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
  return inTurn(actor, 'searches', async () => {
    const count = await countFast(where, fastMs);
    return count === null ? { count: await estimate(where), isExact: false } : { count, isExact: true };
  });
}

/** Null when it takes too long. */
async function countFast(where: Prisma.Sql, fastMs: number): Promise<number | null> {
  try {
    const [, rows] = await db().$transaction([
      db().$executeRawUnsafe(`SET LOCAL statement_timeout = ${Math.ceil(fastMs)}`),
      db().$queryRaw<{ count: bigint }[]>`SELECT count(*) AS count FROM dead_letter l WHERE ${where}`,
    ]);
    return Number(rows[0]?.count ?? 0);
  } catch (error) {
    if (sqlStateOf(error) === '57014') return null;
    throw error;
  }
}

type Plan = { 'QUERY PLAN': { Plan: { 'Plan Rows': number } }[] };

async function estimate(where: Prisma.Sql): Promise<number> {
  const [row] = await db().$queryRaw<Plan[]>`EXPLAIN (FORMAT JSON) SELECT FROM dead_letter l WHERE ${where}`;
  return row?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
}
