// The words of the pages: times, amounts, titles, stories.
import { describe, expect, test } from 'vitest';
import { bytesInWords, countInWords, sayMatches } from '#lib/domain/amount-words.ts';
import type { DeadLetterDetail } from '#lib/domain/dead-letter.ts';
import { titleOf } from '#lib/domain/letter-title.ts';
import { tellStory } from '#lib/domain/letter-story.ts';
import { destinationInWords } from '#lib/domain/outcome-words.ts';
import { ageInWords, agoInWords, exactTime, readTimestamp } from '#lib/domain/time-words.ts';

const letter: DeadLetterDetail = {
  id: '01900000-0000-7000-8000-000000000000',
  status: 'open',
  lastOutcome: null,
  deadLetterQueue: 'letterthief',
  sourceQueue: 'orders.billing',
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
  arrivedAt: '2026-11-21T12:00:00.000Z',
  errorStack: null,
  errorChain: [],
  journey: [],
  deliveredExchange: 'letterthief',
  deliveredRoutingKey: 'order.placed',
  keptRawBecause: null,
  searched: 'whole',
  understood: null,
  alerts: [],
  replays: [],
  moves: [],
  cameBack: [],
  obstacles: [],
};

describe('times', () => {
  test('are told in one unit, and never in the future', () => {
    expect([-5, 999, 12_400, 190_000, 75_600_000, 3 * 86_400_000].map(ageInWords)).toEqual([
      'now',
      'now',
      '12 s',
      '3 min',
      '21 h',
      '3 d',
    ]);
    expect(agoInWords(100)).toBe('just now');
  });

  test('are exact with their zone', () => {
    expect(exactTime('2026-11-21T16:39:48.204Z', 'UTC')).toBe('21 Nov 2026, 16:39:48.204 UTC');
  });

  test('of AMQP are seconds, or milliseconds where they can be nothing else', () => {
    expect(readTimestamp('1795279157')).toBe('2026-11-21T16:39:17.000Z');
    expect(readTimestamp('1795279157123')).toBe('2026-11-21T16:39:17.123Z');
    expect(readTimestamp('18446744073709551615')).toBeNull();
  });
});

test('amounts are told as people do', () => {
  expect([412, 1126, 131_072, 2_097_152, 5_242_880].map(bytesInWords)).toEqual([
    '412 B',
    '1.1 KB',
    '128 KB',
    '2.0 MB',
    '5.0 MB',
  ]);
  expect(countInWords(1284, 'letter')).toBe('1,284 letters');
});

describe('a letter is called', () => {
  test('by its error’s own name and the first line of its message', () => {
    expect(
      titleOf({ ...letter, errorType: 'com.shop.CardDeclined', errorMessage: 'Do not honour\nat x' }),
    ).toEqual({
      title: 'CardDeclined',
      rest: 'Do not honour',
    });
    expect(titleOf({ ...letter, errorType: 'App\\Card\\Declined' }).title).toBe('Declined');
  });

  test('by the reason where it names no error', () => {
    expect(titleOf(letter)).toEqual({ title: 'Rejected by its consumer', rest: '' });
  });
});

describe('what came of it', () => {
  const replay = {
    id: 'r',
    deadLetterId: letter.id,
    stage: 'confirmed',
    toKind: 'origin',
    exchange: 'orders',
    routingKey: 'order.placed',
    askedBy: 'anna',
    reason: 'a bad deploy',
    askedAt: '2026-11-21T12:05:00.000Z',
    settledAt: '2026-11-21T12:05:00.014Z',
    detail: null,
    dropped: [],
    edited: [] as string[],
  } as const;

  test('is told newest first, and a letter that came back stands on top', () => {
    const story = tellStory({
      ...letter,
      replays: [{ ...replay, dropped: [] }],
      cameBack: [{ id: 'b', replayId: 'r', isSameQueue: true, arrivedAt: '2026-11-21T12:06:00.000Z' }],
    });
    expect(story.map((entry) => entry.title)).toEqual(['Came back', 'Replayed', 'Died', 'Not alerted']);
    expect(story[1]?.detail).toContain('14 ms after it was asked: “a bad deploy”');
  });

  test('names who discarded it, and why', () => {
    const move = { id: 'm', by: 'anna', at: '2026-11-21T12:05:00.000Z', reason: null } as const;
    const [restored, discarded] = tellStory({
      ...letter,
      moves: [
        { ...move, act: 'letters.discard', reason: 'a test' },
        { ...move, id: 'n', act: 'letters.restore', at: '2026-11-21T12:06:00.000Z' },
      ],
    });
    expect(discarded).toMatchObject({ title: 'Discarded', detail: 'By anna: “a test”.' });
    expect(restored).toMatchObject({ title: 'Restored', detail: 'By anna.' });
  });

  test('never calls a returned replay a success', () => {
    const [entry] = tellStory({ ...letter, replays: [{ ...replay, stage: 'returned', dropped: [] }] });
    expect(entry).toMatchObject({ title: 'Tried again: returned', tone: 'bad' });
  });

  test('says by which post it was told, or why by none', () => {
    const tell = (...alerts: DeadLetterDetail['alerts']) =>
      tellStory({ ...letter, alerts }).find(({ key }) => key === 'alert 0');
    expect(tell()?.detail).toBe('There was no way out when it came.');
    expect(tell({ state: 'untold', because: 'reason', route: 'Orders' })?.detail).toBe(
      'Letters of its reason do not count for the route Orders.',
    );
    const where = { channel: '#orders', route: 'Orders', permalink: 'https://x.slack.com/p1' };
    const posted = {
      postedAt: '2026-11-21T12:00:00.000Z',
      isInThread: false,
      covers: 3,
      unanswered: 1,
      problem: null,
    };
    expect(tell({ state: 'posted', ...where, ...posted })).toMatchObject({
      title: 'Alerted #orders',
      permalink: 'https://x.slack.com/p1',
      detail: 'One post for 3 letters. Slack left 1 call unanswered: it may stand there twice.',
    });
  });
});

test('the default exchange is called by what it does', () => {
  expect(destinationInWords({ toKind: 'queue', exchange: '', routingKey: 'mail' })).toBe(
    'to the queue mail, through the default exchange',
  );
});

test('how many match: what is loaded, what was counted, and about how many where nobody counted', () => {
  expect(sayMatches(1, false, null)).toBe('1 letter matches');
  expect(sayMatches(0, false, null)).toBe('0 letters match');
  expect(sayMatches(50, true, null)).toBe('50+ letters match');
  expect(sayMatches(50, true, { count: 1284, isExact: true })).toBe('1,284 letters match');
  expect(sayMatches(50, true, { count: 18_402, isExact: false })).toBe('about 18,000 letters match');
  expect(sayMatches(50, true, { count: 3, isExact: false })).toBe('50+ letters match');
});
