// The inbox's list: what is loaded stands still until a person moves it.
import { describe, expect, test } from 'vitest';
import { firstIdAt } from '#lib/domain/cursor.ts';
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import {
  addOlder,
  canShowFresh,
  countFresh,
  freshSince,
  hearOf,
  openList,
  patchLetters,
  receiveNewest,
  replaceLetters,
  showFresh,
} from '#lib/domain/letter-list.ts';

function letter(id: string, second: number): DeadLetterSummary {
  return {
    id,
    status: 'open',
    lastOutcome: null,
    deadLetterQueue: 'letterthief',
    sourceQueue: 'orders',
    exchange: 'orders',
    routingKey: 'order.placed',
    reason: 'rejected',
    deaths: 1,
    errorType: null,
    errorMessage: null,
    convention: null,
    messageType: null,
    attempts: null,
    properties: {},
    headers: [],
    bodyBytes: 0,
    redelivered: false,
    redeliveries: 0,
    isPerhapsTwo: false,
    cameFrom: null,
    notes: 0,
    arrivedAt: new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString(),
  };
}
const page = (items: DeadLetterSummary[], nextCursor: string | null = null) => ({ items, nextCursor });
const idsOf = (items: DeadLetterSummary[]) => items.map((one) => one.id);

describe('the inbox', () => {
  test('keeps its rows where they are when new letters arrive, until they are asked for', () => {
    const list = receiveNewest(
      openList(page([letter('b', 20), letter('a', 10)])),
      page([letter('c', 30), letter('b', 20)]),
    );
    expect(idsOf(list.items)).toEqual(['b', 'a']);
    expect(idsOf(list.fresh)).toEqual(['c']);
    expect(idsOf(showFresh(list).items)).toEqual(['c', 'b', 'a']);
    expect(showFresh(list).fresh).toEqual([]);
  });

  test('turns by itself when it was empty', () => {
    const list = receiveNewest(openList(page([])), page([letter('a', 10)], 'next'));
    expect(idsOf(list.items)).toEqual(['a']);
    expect(list.nextCursor).toBe('next');
  });

  test('finds a letter that was committed late, with an arrival before the newest', () => {
    const list = openList(page([letter('b', 20)]));
    expect(freshSince(list, undefined)).toBe(new Date(Date.UTC(2026, 10, 21, 12, 0, 10)).toISOString());
    const late = showFresh(receiveNewest(list, page([letter('b', 20), letter('a', 15)])));
    expect(idsOf(late.items)).toEqual(['b', 'a']);
  });

  test('never looks further back than its filter', () => {
    const after = new Date(Date.UTC(2026, 10, 21, 12, 0, 15)).toISOString();
    expect(freshSince(openList(page([letter('b', 20)])), after)).toBe(after);
    expect(freshSince(openList(page([])), after)).toBe(after);
  });

  test('says when there are more new letters than it counted', () => {
    expect(receiveNewest(openList(page([letter('a', 1)])), page([letter('b', 2)], 'more')).isFreshCut).toBe(
      true,
    );
  });

  test('does not call new what lies behind "Older"', () => {
    const list = openList(page([letter('d', 20), letter('c', 20)], 'more'));
    const looked = receiveNewest(
      list,
      page([letter('e', 21), letter('d', 20), letter('c', 20), letter('b', 20)], 'more'),
    );
    expect(idsOf(looked.fresh)).toEqual(['e']);
    expect(looked.isFreshCut).toBe(false);
  });

  test('adds older letters below, each once', () => {
    const list = addOlder(
      openList(page([letter('c', 30), letter('b', 20)], 'x')),
      page([letter('b', 20), letter('a', 10)]),
    );
    expect(idsOf(list.items)).toEqual(['c', 'b', 'a']);
    expect(list.nextCursor).toBeNull();
  });

  test('keeps a letter in its place when its state changes', () => {
    const list = replaceLetters(openList(page([letter('b', 20), letter('a', 10)])), [
      { ...letter('b', 20), status: 'replayed' },
    ]);
    expect(list.items.map((one) => one.status)).toEqual(['replayed', 'open']);
    expect(patchLetters(list, new Set(['a']), { status: 'discarded' }).items[1]?.status).toBe('discarded');
  });

  test('orders letters of the same moment by id, newest first', () => {
    expect(idsOf(addOlder(openList(page([letter('a', 1)])), page([letter('b', 1)])).items)).toEqual([
      'b',
      'a',
    ]);
  });

  test('counts every new letter that it was told of, also those that no page reaches', () => {
    const many = Array.from({ length: 300 }, (_, at) => `c${String(at).padStart(3, '0')}`);
    const told = hearOf(openList(page([letter('b', 20), letter('a', 10)])), [...many, 'a']);
    expect(countFresh(told)).toEqual({ count: 300, isMore: false });
    expect(canShowFresh(told)).toBe(false);
    const newest = page(
      many
        .toReversed()
        .slice(0, 200)
        .map((id) => letter(id, 30)),
      'next',
    );
    const read = receiveNewest(told, newest, told.told);
    expect(countFresh(read)).toEqual({ count: 300, isMore: false });
    expect(read.isFreshCut).toBe(true);
    expect(countFresh(hearOf(read, ['d'])).count).toBe(301);
    // One that was read before anybody told of any.
    const early = receiveNewest(openList(page([letter('b', 20)])), page([letter('c', 25), letter('b', 20)]));
    const later = hearOf(early, many);
    expect(countFresh(later)).toEqual({ count: 301, isMore: false });
    expect(countFresh(receiveNewest(later, newest, later.told))).toEqual({ count: 301, isMore: false });
    // One that nobody told of: then perhaps there are more of them.
    const half = receiveNewest(openList(page([letter('b', 20)])), newest);
    expect(countFresh(half)).toEqual({ count: 200, isMore: true });
  });

  test('forgets what it was told of and is not there any more, but not what was told meanwhile', () => {
    const before = hearOf(openList(page([letter('b', 20)])), ['c', 'd']);
    const meanwhile = hearOf(before, ['e']);
    const read = receiveNewest(meanwhile, page([letter('c', 30), letter('b', 20)]), before.told);
    expect([...read.told]).toEqual(['c', 'e']);
    expect(read.isFreshCut).toBe(false);
  });

  test('asks for late ones as far back as they came', () => {
    const early = firstIdAt(new Date(Date.UTC(2026, 10, 21, 11)));
    const list = hearOf(openList(page([letter('b', 20)])), [early]);
    expect(freshSince(list, undefined)).toBe('2026-11-21T11:00:00.000Z');
  });

  test('is told nothing of what lies behind “Older”', () => {
    expect(hearOf(openList(page([letter('b', 20)], 'next')), ['a']).told.size).toBe(0);
  });
});
