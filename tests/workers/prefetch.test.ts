// The prefetch follows the size of the letters: what waits for us at the broker is never more than we may hold.
import { expect, test } from 'vitest';
import type { Delivery } from '#lib/domain/delivery.ts';
import { delivery } from '#tests/letters.ts';
import { makeFit, USUAL_PREFETCH } from '#workers/prefetch.ts';

const MB = 1024 * 1024;
const HELD = 128 * MB;
const letters = (count: number, bytes: number): Delivery[] =>
  Array.from({ length: count }, () => ({ ...delivery(), body: new Uint8Array(bytes) }));

test('small letters are asked for as usual', () => {
  expect(makeFit(USUAL_PREFETCH, HELD)(letters(500, 10_000))).toBe(USUAL_PREFETCH);
});

test('large ones are asked for so that a quarter of what may be held is under way', () => {
  const prefetch = makeFit(USUAL_PREFETCH, HELD)(letters(8, MB));
  expect(prefetch).toBeGreaterThan(25);
  expect(prefetch).toBeLessThanOrEqual(32);
  expect(makeFit(USUAL_PREFETCH, HELD)(letters(1, 100 * MB))).toBe(1);
  // It fits, and stays.
  expect(makeFit(prefetch, HELD)(letters(8, MB))).toBe(prefetch);
});

test('a hundred small ones in a row bring the usual back, and not before', () => {
  const fit = makeFit(3, HELD);
  for (let seen = 0; seen < 99; seen += 3) expect(fit(letters(3, 1000))).toBe(3);
  expect(fit(letters(3, 1000))).toBe(USUAL_PREFETCH);
});
