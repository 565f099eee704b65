// Searches wait their turn: two of one visitor, three in all, and nobody waits behind somebody else's crowd.
import { expect, test } from 'vitest';
import type { Visitor } from '#lib/domain/actor.ts';
import { inTurn } from '#lib/store/turns.ts';
import { person } from '#tests/letters.ts';

const visitor = (id: string): Visitor => ({ ...person, id });

test('one visitor has two at once, all together three; each that ends lets the next begin, also one that fails', async () => {
  const running = new Map<string, number>();
  const most = new Map<string, number>();
  let mostOfAll = 0;
  const ends: (() => void)[] = [];
  const search = (id: string) =>
    inTurn(visitor(id), 'searches', async () => {
      running.set(id, (running.get(id) ?? 0) + 1);
      most.set(id, Math.max(most.get(id) ?? 0, running.get(id)!));
      mostOfAll = Math.max(
        mostOfAll,
        [...running.values()].reduce((sum, many) => sum + many, 0),
      );
      await new Promise<void>((resolve) => ends.push(resolve));
      running.set(id, running.get(id)! - 1);
      if (id === 'a') throw new Error('took too long');
    });
  const all = ['a', 'a', 'a', 'a', 'a', 'b', 'b', 'c', 'c', 'c'].map((id) => search(id).catch(() => id));
  await Promise.resolve();
  expect(Object.fromEntries(running)).toEqual({ a: 2, b: 1 });
  // One after the other, the oldest first.
  for (let ended = 0; ended < all.length; ended++) {
    ends.shift()!();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(all);
  expect(Object.fromEntries(most)).toEqual({ a: 2, b: 1, c: 2 });
  expect(mostOfAll).toBe(3);
});

test('a crowd of one visitor that waits is refused, and another is served', async () => {
  const ends: (() => void)[] = [];
  const wait = () => new Promise<void>((resolve) => ends.push(resolve));
  const crowd = Array.from({ length: 52 }, () => inTurn(visitor('crowd'), 'searches', wait));
  await expect(inTurn(visitor('crowd'), 'searches', wait)).rejects.toMatchObject({ code: 'too_many' });
  expect(await inTurn(visitor('other'), 'searches', async () => 'found')).toBe('found');
  for (let ended = 0; ended < crowd.length;) {
    for (const end of ends.splice(0)) {
      end();
      ended++;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(crowd);
});

test('what an index answers does not wait behind searches', async () => {
  const ends: (() => void)[] = [];
  const search = () =>
    inTurn(visitor('a'), 'searches', () => new Promise<void>((resolve) => ends.push(resolve)));
  const two = [search(), search()];
  expect(await inTurn(visitor('a'), 'lists', async () => 'listed')).toBe('listed');
  expect(await inTurn(visitor('a'), 'counts', async () => 'counted')).toBe('counted');
  for (const end of ends) end();
  await Promise.all(two);
});

test('an export too many is refused at once, and there is room again when one ends', async () => {
  const ends: (() => void)[] = [];
  const long = () => new Promise<void>((resolve) => ends.push(resolve));
  const two = [inTurn(visitor('a'), 'exports', long), inTurn(visitor('a'), 'exports', long)];
  await expect(inTurn(visitor('a'), 'exports', long)).rejects.toMatchObject({ code: 'too_many' });
  const third = inTurn(visitor('b'), 'exports', long);
  await expect(inTurn(visitor('c'), 'exports', long)).rejects.toMatchObject({ code: 'too_many' });
  for (const end of ends) end();
  await Promise.all([...two, third]);
  expect(await inTurn(visitor('c'), 'exports', async () => 'given')).toBe('given');
});

test('who waits too long for a turn is told, and leaves their place', async () => {
  const ends: (() => void)[] = [];
  const tail = () => inTurn(visitor('a'), 'tails', () => new Promise<void>((resolve) => ends.push(resolve)));
  const first = tail();
  await expect(inTurn(visitor('b'), 'tails', async () => 'found', 20)).rejects.toMatchObject({
    code: 'unavailable',
  });
  const second = tail();
  ends.shift()!();
  await first;
  await new Promise((resolve) => setImmediate(resolve));
  ends.shift()!();
  await second;
  expect(await inTurn(visitor('b'), 'tails', async () => 'found', 20)).toBe('found');
});
