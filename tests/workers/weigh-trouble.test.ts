// What comes after a try that came to nothing: how long to wait, who waits with it, and when it is given up.
import { expect, test } from 'vitest';
import type { DuePost } from '#lib/store/posts.ts';
import type { Tried } from '#workers/ways-out.ts';
import { weigh } from '#workers/weigh-trouble.ts';

const HOUR_MS = 3_600_000;
const now = Date.parse('2026-11-22T12:00:00Z');

function post(given: Partial<DuePost> = {}): DuePost {
  return {
    id: 'p',
    kind: 'group',
    channel: '#orders',
    routeId: null,
    tries: 1,
    unanswered: 0,
    version: 1,
    createdAt: new Date(now),
    ts: null,
    slackChannel: null,
    ...given,
  };
}

type Refused = Extract<Tried, { kind: 'refused' }>;
const refused = (blame: Refused['blame'], code = 'x'): Refused => ({
  kind: 'refused',
  problem: 'no',
  blame,
  code,
});
const hook = (tries: number, ageHours = 0) =>
  post({ channel: 'webhook:x.org #1', tries, createdAt: new Date(now - ageHours * HOUR_MS) });

test('what Slack asks us to wait is waited, by the post and by its channel', () => {
  const wait: Extract<Tried, { kind: 'wait' }> = { kind: 'wait', problem: 'slow down', waitMs: 120_000 };
  expect(weigh(post(), wait, now)).toEqual({ waitMs: 120_000, channelWaitMs: 120_000, code: null });
  expect(weigh(hook(50, 1000), wait, now)).toMatchObject({ waitMs: 120_000 });
});

test('a wrong channel stops that channel; a wrong token all of Slack, for a while', () => {
  expect(weigh(post(), refused('channel', 'is_archived'), now)).toMatchObject({ code: 'is_archived' });
  expect(weigh(post(), refused('app', 'invalid_auth'), now)).toMatchObject({ code: null, waitMs: 60_000 });
});

test('what Slack will never take is given up, what it does not say why after three tries', () => {
  expect(weigh(post(), refused('gone'), now)).toBe('give up');
  expect(weigh(post({ tries: 2 }), refused('content'), now)).not.toBe('give up');
  expect(weigh(post({ tries: 3 }), refused('content'), now)).toBe('give up');
  expect(weigh(post({ tries: 1000 }), { kind: 'unanswered', problem: '' }, now)).not.toBe('give up');
});

test('somebody who waits for an answer is not answered tomorrow', () => {
  expect(weigh(post({ kind: 'answer' }), refused('channel'), now)).toBe('give up');
});

test('a webhook is tried again after growing gaps, others of its channel wait a minute at most, and after 76 hours it has failed', () => {
  const gaps = [1, 2, 3, 4, 9].map((tries) => {
    const weighed = weigh(hook(tries), { kind: 'unanswered', problem: '' }, now);
    if (weighed === 'give up') throw new Error('given up');
    expect(weighed.channelWaitMs).toBeLessThanOrEqual(60_000);
    return weighed.waitMs / 1000;
  });
  expect(gaps[0]).toBeGreaterThanOrEqual(5);
  expect(gaps[0]).toBeLessThan(6);
  expect(gaps[4]).toBeGreaterThanOrEqual(24 * 3600);
  expect(gaps).toEqual(gaps.toSorted((a, b) => a - b));
  expect(weigh(hook(20, 75), { kind: 'unanswered', problem: '' }, now)).not.toBe('give up');
  expect(weigh(hook(20, 77), { kind: 'unanswered', problem: '' }, now)).toBe('give up');
});
