import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOUR_MS, planBuckets, splitHours } from '#lib/domain/histogram.ts';

test('a span is divided into at most so many columns of a round width', () => {
  const day = Date.UTC(2026, 10, 21);
  expect(planBuckets(day, day + 86_400_000, 60)).toEqual({ fromMs: day, stepMs: 1_800_000, count: 48 });
  expect(planBuckets(day + 1, day + 1, 60)).toEqual({ fromMs: day, stepMs: 1000, count: 1 });
  fc.assert(
    fc.property(fc.nat(2 ** 41), fc.nat(2 ** 41), fc.integer({ min: 1, max: 120 }), (start, span, most) => {
      const { fromMs, stepMs, count } = planBuckets(start, start + span, most);
      expect(count).toBeLessThanOrEqual(most);
      expect(fromMs).toBeLessThanOrEqual(start);
      expect(fromMs + count * stepMs).toBeGreaterThanOrEqual(start + span);
    }),
  );
});

test('whole hours that are counted, and the rest, cover a column without overlap', () => {
  fc.assert(
    fc.property(fc.nat(10 * HOUR_MS), fc.nat(10 * HOUR_MS), fc.nat(20 * HOUR_MS), (from, span, counted) => {
      const { hours, rest } = splitHours(from, from + span, counted);
      const size = rest.reduce((sum, [low, high]) => sum + high - low, hours[1] - hours[0]);
      expect(size).toBe(span);
      if (hours[1] > hours[0]) {
        expect([hours[0] % HOUR_MS, hours[1] % HOUR_MS]).toEqual([0, 0]);
        expect(hours[1]).toBeLessThanOrEqual(counted);
      }
    }),
  );
});
