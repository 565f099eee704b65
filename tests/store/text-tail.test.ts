// Looking through what is not indexed yet: one search at a time, and after a long look a rest in which the index may catch up.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { restfully } from '#lib/store/text-tail.ts';
import { person } from '#tests/letters.ts';

const LONG_MS = 300;

test('a look is answered at once, and the next one begins after a rest as long as it took', async () => {
  let [endedAt, nextAt] = [0, 0];
  const first = restfully(person, async () => {
    await sleep(LONG_MS);
    endedAt = performance.now();
    return 'found';
  });
  const next = restfully({ ...person, id: 'other' }, async () => (nextAt = performance.now()));
  expect(await first).toBe('found');
  expect(nextAt).toBe(0);
  await next;
  expect(nextAt - endedAt).toBeGreaterThan(LONG_MS - 50);
});

test('one that fails after long is followed by a rest, too, and says why it failed', async () => {
  let [endedAt, nextAt] = [0, 0];
  const first = restfully(person, async () => {
    await sleep(LONG_MS);
    endedAt = performance.now();
    throw new Error('time is over');
  });
  const next = restfully({ ...person, id: 'other' }, async () => (nextAt = performance.now()));
  await expect(first).rejects.toThrow('time is over');
  await next;
  expect(nextAt - endedAt).toBeGreaterThan(LONG_MS - 50);
});
