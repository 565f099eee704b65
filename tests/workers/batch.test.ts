import { expect, test } from 'vitest';
import { delivery } from '#tests/letters.ts';
import { BATCH_BYTES, BATCH_LETTERS, makeBatches } from '#workers/batch.ts';
import { backoffMs } from '#workers/backoff.ts';

test('a batch holds at most 500 letters, in their order', async () => {
  const batches = makeBatches();
  const given = Array.from({ length: 1201 }, () => delivery());
  for (const one of given) batches.push(one);
  const taken = [await batches.next(), await batches.next(), await batches.next()];
  expect(taken.map((batch) => batch?.length)).toEqual([BATCH_LETTERS, BATCH_LETTERS, 201]);
  expect(taken.flat()).toEqual(given);
});

test('a batch weighs at most 8 MB, but the largest letter passes alone', async () => {
  const batches = makeBatches();
  const sizes = [3, 3, 3, 30, 1].map((mb) => mb * 1024 * 1024);
  for (const size of sizes) batches.push(delivery({ body: new Uint8Array(size) }));
  const taken: number[] = [];
  for (let left = sizes.length; left > 0;) {
    const batch = await batches.next();
    taken.push(batch!.length);
    left -= batch!.length;
  }
  expect(Math.max(...sizes)).toBeGreaterThan(BATCH_BYTES);
  expect(taken).toEqual([3, 1, 1]);
});

test('one letter does not wait for others', async () => {
  const batches = makeBatches();
  const next = batches.next();
  batches.push(delivery());
  expect(await next).toHaveLength(1);
});

test('what was pushed before the end still comes; what was dropped does not', async () => {
  const batches = makeBatches();
  batches.push(delivery());
  batches.end();
  batches.push(delivery());
  expect(await batches.next()).toHaveLength(1);
  expect(await batches.next()).toBeNull();
  const dropped = makeBatches();
  dropped.push(delivery());
  dropped.drop();
  expect(await dropped.next()).toBeNull();
});

test('an idle wait ends with the end', async () => {
  const batches = makeBatches();
  const next = batches.next();
  batches.end();
  expect(await next).toBeNull();
});

test('the wait between tries grows to 15 s and is never the same for all', () => {
  const longest = (failures: number) => backoffMs(failures, () => 1);
  expect([0, 1, 2, 3, 4, 5, 6, 50].map(longest)).toEqual([
    500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000,
  ]);
  expect(backoffMs(5, () => 0)).toBe(7500);
});
