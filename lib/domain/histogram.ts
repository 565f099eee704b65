// Letters over time: how a span is divided, and what a column says.
import { z } from 'zod';
import { deadLetterFilter } from './filter.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
export const HOUR_MS = 60 * MINUTE;
const DAY = 24 * HOUR_MS;
const steps = [
  ...[1, 5, 10, 30].map((many) => many * SECOND),
  ...[1, 5, 10, 30].map((many) => many * MINUTE),
  ...[1, 3, 6, 12].map((many) => many * HOUR_MS),
  ...[1, 2, 7, 30, 90, 365, 3650, 36_500].map((many) => many * DAY),
];

export const MAX_BUCKETS = 120;

export const histogramQuery = deadLetterFilter.extend({
  buckets: z.coerce.number().int().min(1).max(MAX_BUCKETS).default(60).describe('The most columns wanted'),
});
export type HistogramQuery = z.infer<typeof histogramQuery>;

export const histogram = z
  .object({
    from: z.iso.datetime().describe('Where the first column begins; each is stepMs wide, in UTC'),
    stepMs: z.number().int(),
    counts: z.array(z.number().int()).describe('Letters by column, in the order of their arrival'),
    isExact: z
      .boolean()
      .describe('False where counting took too long: then the counts are told from a sample'),
  })
  .meta({ id: 'Histogram' });
export type Histogram = z.infer<typeof histogram>;

export type Buckets = { fromMs: number; stepMs: number; count: number };

/** At most `most` columns of a round width over the whole span. */
export function planBuckets(fromMs: number, toMs: number, most: number): Buckets {
  for (const stepMs of steps) {
    const first = Math.floor(fromMs / stepMs) * stepMs;
    const count = Math.max(1, Math.ceil((toMs - first) / stepMs));
    if (count <= most) return { fromMs: first, stepMs, count };
  }
  const span = Math.max(1, toMs - fromMs);
  return { fromMs, stepMs: Math.ceil(span / most), count: most };
}

/** The whole hours in a column, and what is left before and behind them. */
export function splitHours(
  fromMs: number,
  toMs: number,
  countedUntilMs: number,
): {
  hours: [number, number];
  rest: [number, number][];
} {
  const first = Math.ceil(fromMs / HOUR_MS) * HOUR_MS;
  const end = Math.floor(Math.min(toMs, countedUntilMs) / HOUR_MS) * HOUR_MS;
  if (end <= first) return { hours: [fromMs, fromMs], rest: [[fromMs, toMs]] };
  const rest: [number, number][] = [
    [fromMs, first],
    [end, toMs],
  ];
  return { hours: [first, end], rest: rest.filter(([from, to]) => from < to) };
}
