// Letters over time, for the chart: from hours counted before where the filter asks for no more than queues and times, else counted
// now as far as that is fast, else told from a sample.
import type { Actor } from '#lib/domain/actor.ts';
import { firstIdAt, timeOfId } from '#lib/domain/cursor.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import {
  planBuckets,
  splitHours,
  type Buckets,
  type Histogram,
  type HistogramQuery,
} from '#lib/domain/histogram.ts';
import type { TextNeeds } from '#lib/domain/query/text-needs.ts';
import { readCountedUntil } from './arrivals.ts';
import { db } from './client.ts';
import { Prisma } from './generated/client.ts';
import { matches } from './letter-filter.ts';
import { samplePercent } from './sample.ts';
import { isSeenBy } from './scope.ts';
import { notIndexed } from './text-search.ts';
import { isAmong, textNeedsOf } from './text-walk.ts';
import { sqlStateOf } from './trouble.ts';
import { inTurn } from './turns.ts';

const FAST_MS = 250;
/** What hours are counted by. */
const byHours = new Set(['queue', 'after', 'before']);

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
  const { queue } = filter;
  const isByQueue = Object.entries(filter).every(([key, value]) => byHours.has(key) || !value);
  const counted = isByQueue ? await readCountedUntil(actor) : null;
  const spans = spansOf(buckets, filter, counted ?? 0);
  const ofHours = Prisma.sql`SELECT sum(l.letters) FROM arrival_hour l WHERE l.hour >= to_timestamp(s.hours_from / 1000.0)
    AND l.hour < to_timestamp(s.hours_to / 1000.0) AND ${isSeenBy(actor)}
    AND ${queue ? Prisma.sql`(l.source_queue = ${queue} OR l.dead_letter_queue = ${queue})` : Prisma.sql`true`}`;
  return within(
    fastMs,
    Prisma.sql`SELECT s.at, (CASE WHEN s.hours_to > s.hours_from THEN coalesce((${ofHours}), 0) ELSE
        (SELECT count(*) FROM dead_letter l WHERE l.id >= s.low AND l.id < s.high AND ${where}) END)::int AS count
      FROM unnest(${spans.map(({ at }) => at)}::int[], ${spans.map(({ hours }) => hours[0])}::float8[], ${spans.map(({ hours }) => hours[1])}::float8[],
        ${spans.map(({ low }) => low)}::uuid[], ${spans.map(({ high }) => high)}::uuid[]) s (at, hours_from, hours_to, low, high)`,
    buckets.count,
  );
}

type Span = { at: number; hours: [number, number]; low: string; high: string };

/** What is to be counted: of each column its whole hours, and what is left of it. */
function spansOf({ fromMs, stepMs, count }: Buckets, filter: DeadLetterFilter, countedMs: number): Span[] {
  const bounds = [
    filter.after === undefined ? fromMs : Date.parse(filter.after),
    filter.before === undefined ? Number.POSITIVE_INFINITY : Date.parse(filter.before),
  ] as const;
  return Array.from({ length: count }, (_, at) => {
    const from = Math.max(bounds[0], fromMs + at * stepMs);
    const to = Math.max(from, Math.min(bounds[1], fromMs + (at + 1) * stepMs));
    const { hours, rest } = splitHours(from, to, countedMs);
    const ids = (low: number, high: number) => ({
      low: firstIdAt(new Date(low)),
      high: firstIdAt(new Date(high)),
    });
    return [
      ...(hours[1] > hours[0] ? [{ at, hours, ...ids(0, 0) }] : []),
      ...rest.map(([low, high]) => ({ at, hours: [0, 0] as [number, number], ...ids(low, high) })),
    ];
  }).flat();
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
      db().$queryRaw<{ at: number; count: number }[]>(sql),
    ]);
    const counts = Array.from({ length: size }, () => 0);
    for (const { at, count } of rows) if (at >= 0 && at < size) counts[at]! += count;
    return counts;
  } catch (error) {
    if (sqlStateOf(error) === '57014') return null;
    throw error;
  }
}
