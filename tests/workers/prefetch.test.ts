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
  const fit = makeFit(HELD);
  expect(fit.look(letters(500, 10_000))).toBe(false);
  expect(fit.prefetch).toBe(USUAL_PREFETCH);
});

test('large ones are asked for so that a quarter of what may be held is under way', () => {
  const fit = makeFit(HELD);
  expect(fit.look(letters(8, MB))).toBe(true);
  expect(fit.prefetch).toBeGreaterThan(25);
  expect(fit.prefetch).toBeLessThanOrEqual(32);
  // It fits, and stays.
  expect(fit.look(letters(8, MB))).toBe(false);
  const huge = makeFit(HELD);
  huge.look(letters(1, 100 * MB));
  expect(huge.prefetch).toBe(1);
});

test('a hundred small ones in a row bring the usual back, and not before', () => {
  const fit = makeFit(HELD);
  fit.look(letters(1, 10 * MB));
  expect(fit.prefetch).toBe(3);
  for (let seen = 0; seen < 99; seen += 3) expect(fit.look(letters(3, 1000))).toBe(false);
  expect(fit.look(letters(3, 1000))).toBe(true);
  expect(fit.prefetch).toBe(USUAL_PREFETCH);
});
