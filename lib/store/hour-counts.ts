// Counts of letters from hours counted before (arrivals.ts), for filters that ask for no more than queues and times; and of what is no
// whole hour, or not counted yet, by looking.
import type { Actor } from '#lib/domain/actor.ts';
import { firstIdAt } from '#lib/domain/cursor.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import { splitHours, type Buckets } from '#lib/domain/histogram.ts';
import { readCountedUntil } from './arrivals.ts';
import { Prisma } from './generated/client.ts';
import { isSeenBy } from './scope.ts';

/** What hours are counted by. */
const byHours = new Set(['queue', 'after', 'before']);

/** One column that holds every letter. */
export const always: Buckets = { fromMs: 0, stepMs: 2 ** 47, count: 1 };

export function isCountedByHours(filter: DeadLetterFilter): boolean {
  return Object.entries(filter).every(([key, value]) => byHours.has(key) || !value);
}

/**
 * Rows of { at, count }: a column may have several. Null where hours were taken back meanwhile: letters of an older time came, or all
 * are read anew. `where` is the filter, and what the actor may see.
 */
export async function countByHours(
  actor: Actor,
  filter: DeadLetterFilter,
  where: Prisma.Sql,
  buckets: Buckets,
): Promise<Prisma.Sql> {
  const { queue } = filter;
  const counted = isCountedByHours(filter) ? await readCountedUntil(actor) : null;
  const spans = spansOf(buckets, filter, counted ?? 0);
  const ofHours = Prisma.sql`SELECT sum(l.letters) FROM arrival_hour l WHERE l.hour >= to_timestamp(s.hours_from / 1000.0)
    AND l.hour < to_timestamp(s.hours_to / 1000.0) AND ${isSeenBy(actor)}
    AND ${queue ? Prisma.sql`(l.source_queue = ${queue} OR l.dead_letter_queue = ${queue})` : Prisma.sql`true`}`;
  const stand = Prisma.sql`EXISTS (SELECT FROM arrival_counted c WHERE c.until >= to_timestamp(${counted ?? 0}::float8 / 1000))
    AND NOT EXISTS (SELECT FROM rebuild)`;
  return Prisma.sql`SELECT s.at, (CASE WHEN s.hours_to > s.hours_from THEN CASE WHEN ${stand} THEN coalesce((${ofHours}), 0) END ELSE
      (SELECT count(*) FROM dead_letter l WHERE l.id >= s.low AND l.id < s.high AND ${where}) END)::int AS count
    FROM unnest(${spans.map(({ at }) => at)}::int[], ${spans.map(({ hours }) => hours[0])}::float8[], ${spans.map(({ hours }) => hours[1])}::float8[],
      ${spans.map(({ low }) => low)}::uuid[], ${spans.map(({ high }) => high)}::uuid[]) s (at, hours_from, hours_to, low, high)`;
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
