// Letters over time, for the chart: from hours counted before where that can be (hour-counts.ts), else counted now as far as that is
// fast, else told from a sample.
import type { Actor } from '#lib/domain/actor.ts';
import { firstIdAt, timeOfId } from '#lib/domain/cursor.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import { planBuckets, type Buckets, type Histogram, type HistogramQuery } from '#lib/domain/histogram.ts';
import type { TextNeeds } from '#lib/domain/query/text-needs.ts';
import { readCountedUntil } from './arrivals.ts';
import { db } from './client.ts';
import { Prisma } from './generated/client.ts';
import { countByHours } from './hour-counts.ts';
import { matches } from './letter-filter.ts';
import { samplePercent } from './sample.ts';
import { isSeenBy } from './scope.ts';
import { notIndexed } from './text-search.ts';
import { isAmong, textNeedsOf } from './text-walk.ts';
import { sqlStateOf } from './trouble.ts';
import { inTurn } from './turns.ts';

const FAST_MS = 250;

/** Throws invalid_input for a query that is none. */
export async function readHistogram(
  actor: Actor,
  query: HistogramQuery,
  fastMs = FAST_MS,
): Promise<Histogram> {
  const { buckets: most, ...filter } = query;
  const where = Prisma.sql`${matches(filter)} AND ${isSeenBy(actor)}`;
  const buckets = planBuckets(...(await readSpan(actor, filter)), most);
  const told = { from: new Date(buckets.fromMs).toISOString(), stepMs: buckets.stepMs };
  return inTurn(actor, 'counts', async () => {
    const counts = await countFast(actor, filter, where, buckets, fastMs);
    if (counts !== null) return { ...told, counts, isExact: true };
    return { ...told, counts: await countSample(where, buckets, fastMs), isExact: false };
  });
}

/** The filter's times; else from the first letter that the actor sees until now. */
async function readSpan(
  actor: Actor,
  { after, before }: DeadLetterFilter,
): Promise<[fromMs: number, toMs: number]> {
  const now = Date.now();
  const until = before === undefined ? now : Math.min(now, Date.parse(before));
  if (after !== undefined) return [Math.min(Date.parse(after), until), until];
  const counted = await readCountedUntil(actor);
  const [hour] = await db().$queryRaw<{ first: Date | null }[]>`
    SELECT min(l.hour) AS first FROM arrival_hour l WHERE ${isSeenBy(actor)}`;
  if (hour?.first) return [Math.min(until, hour.first.getTime()), until];
  const [letter] = await db().$queryRaw<{ id: string }[]>`
    SELECT l.id FROM dead_letter l WHERE l.id >= ${firstIdAt(new Date(counted ?? 0))}::uuid ORDER BY l.id LIMIT 1`;
  return [Math.min(until, letter === undefined ? until : timeOfId(letter.id).getTime()), until];
}

/** Null when it takes too long. */
async function countFast(
  actor: Actor,
  filter: DeadLetterFilter,
  where: Prisma.Sql,
  buckets: Buckets,
  fastMs: number,
): Promise<number[] | null> {
  const needs = textNeedsOf(filter);
  if (needs !== null) return within(fastMs, countByText(where, needs, buckets), buckets.count);
  return within(fastMs, await countByHours(actor, filter, where, buckets), buckets.count);
}

/** Through the index: letters of the blocks that have its words, and those that are not indexed yet. */
function countByText(where: Prisma.Sql, needs: TextNeeds, buckets: Buckets): Prisma.Sql {
  const parts = [isAmong(needs), ...notIndexed].map(
    (among) => Prisma.sql`SELECT ${columnOf(buckets)} AS at, count(*)::int AS count FROM dead_letter l
      WHERE ${among} AND ${where} GROUP BY 1`,
  );
  return Prisma.join(parts, ' UNION ALL ');
}

function columnOf({ fromMs, stepMs }: Buckets): Prisma.Sql {
  return Prisma.sql`floor((extract(epoch FROM l.arrived_at) * 1000 - ${fromMs}::float8) / ${stepMs}::float8)::int`;
}

/** Some blocks of the table, as often as they stand for all of it. */
async function countSample(where: Prisma.Sql, buckets: Buckets, fastMs: number): Promise<number[]> {
  const percent = await samplePercent();
  const { count } = buckets;
  const counts = await within(
    4 * fastMs,
    Prisma.sql`SELECT ${columnOf(buckets)} AS at,
        round(count(*) * 100 / ${percent}::float8)::int AS count
      FROM dead_letter l TABLESAMPLE SYSTEM (${percent}) WHERE ${where} GROUP BY 1`,
    count,
  );
  return counts ?? Array.from({ length: count }, () => 0);
}

async function within(ms: number, sql: Prisma.Sql, size: number): Promise<number[] | null> {
  try {
    // n.b. as in text-walk.ts; a sample is not looked up, and is read all the same.
    const [, , rows] = await db().$transaction([
      db().$executeRaw`SET LOCAL enable_seqscan = off`,
      db().$executeRawUnsafe(`SET LOCAL statement_timeout = ${Math.ceil(ms)}`),
      db().$queryRaw<{ at: number; count: number | null }[]>(sql),
    ]);
    const counts = Array.from({ length: size }, () => 0);
    for (const { at, count } of rows) {
      if (count === null) return null;
      if (at >= 0 && at < size) counts[at]! += count;
    }
    return counts;
  } catch (error) {
    if (sqlStateOf(error) === '57014') return null;
    throw error;
  }
}
