// Failure groups in words, and what is asked of them.
import { describe, expect, test } from 'vitest';
import { readGroupCursor, writeGroupCursor } from '#lib/domain/group-cursor.ts';
import { groupChange, readGroupFilter } from '#lib/domain/group-schemas.ts';
import { sayHours, sayState, whyGrouped } from '#lib/domain/group-words.ts';
import { ownerRule } from '#lib/domain/owner-rules.ts';

test('why letters are one group is told by what they have in common', () => {
  const cause = {
    sourceQueue: 'orders.billing',
    reason: 'expired',
    errorType: null,
    pattern: null,
    file: null,
    function: null,
  };
  expect(whyGrouped({ cause })).toEqual([
    { name: 'queue', value: 'orders.billing' },
    { name: 'reason', value: 'No consumer took it in time' },
  ]);
  expect(whyGrouped({ cause: { ...cause, sourceQueue: null } })[0]!.value).toBe('unknown');
});

test('a state says until when', () => {
  expect(sayState({ state: 'open', ignoredUntil: null })).toBe('open');
  expect(sayState({ state: 'ignored', ignoredUntil: null })).toBe('ignored');
  expect(sayState({ state: 'ignored', ignoredUntil: { letters: 1, perHour: 2000 } })).toBe(
    'ignored until it has more than 1 letter, or more than 2,000 come within an hour',
  );
});

test('a sparkline is told to who does not see it', () => {
  expect(sayHours(Array.from({ length: 24 }, () => 0))).toBe('No letters in the last 24 hours');
  expect(sayHours([0, 1200, 4])).toBe('1,204 letters in the last 3 hours, at most 1,200 in one hour');
  expect(sayHours(Array.from({ length: 168 }, (_, hour) => hour % 2))).toBe(
    '84 letters in the last 7 days, at most 1 in one hour',
  );
});

test('a mistyped address still shows a list', () => {
  expect(readGroupFilter({ state: 'broken', sort: 'size', q: ['a'], queue: 'orders', owner: '' })).toEqual({
    queue: 'orders',
    sort: 'lastSeen',
  });
});

test('a cursor is read as it was written, and nothing else is one', () => {
  const cursor = { many: 12, id: crypto.randomUUID() };
  expect(readGroupCursor(writeGroupCursor(cursor))).toEqual(cursor);
  for (const text of ['', 'x', '1', `-1.${cursor.id}`, `9999999999.${cursor.id}`, '1.none', cursor.id])
    expect(readGroupCursor(text)).toBeNull();
});

describe('what is asked', () => {
  test.each([
    [{}, 'changes nothing'],
    [{ reason: 'x' }, 'changes nothing'],
    [{ state: 'resolved', ignoreUntil: { letters: 1 } }, 'goes with the state ignored'],
    [{ state: 'ignored', ignoreUntil: { letters: -1 } }, 'expected number to be >=1'],
    [{ state: 'ignored', ignoreUntil: { perHour: 1e9 } }, 'expected number to be <=10000'],
    [{ state: 'gone' }, 'Invalid option'],
  ])('of a group: %j %s', (request, fault) => {
    expect(groupChange.safeParse(request).error?.message).toContain(fault);
  });

  test.each([
    { queues: '*' },
    { queues: '*', team: 'T', personId: crypto.randomUUID() },
    { queues: ' ', team: 'T' },
    { queues: '*', team: 'a\0' },
    { queues: '*', team: 'x'.repeat(101) },
  ])('of a rule: %j is refused', (rule) => {
    expect(ownerRule.safeParse(rule).success).toBe(false);
  });
});
