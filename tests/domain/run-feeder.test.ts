// What a worker does with a run just now, without a clock and without a store.
import { describe, expect, test } from 'vitest';
import { decide, fillBucket, windowOf, type Feeding } from '#lib/domain/run-feeder.ts';

const run = (given: Partial<Feeding> = {}): Feeding => ({
  how: {},
  rate: 10,
  tokens: 0,
  tokensAt: 0,
  waiting: 1000,
  underWay: 0,
  fed: 0,
  outcomes: {},
  cameBack: 0,
  outcomesBefore: {},
  cameBackBefore: 0,
  canary: null,
  canaryUntil: null,
  ...given,
});

describe('the rate', () => {
  test('over any steps it is what was asked, and never more', () => {
    for (const rate of [0.1, 0.5, 3, 10, 250, 900]) {
      let tokens = 0;
      let fed = 0;
      for (let now = 30; now <= 60_000; now += 30) {
        const decided = decide(run({ rate, tokens, tokensAt: now - 30 }), now);
        fed += decided.feed;
        tokens = decided.tokens - decided.feed;
      }
      expect(Math.abs(fed - rate * 60), `${rate}`).toBeLessThanOrEqual(1);
    }
  });

  test('the first letter goes at once, and after a long silence no more than half a second’s', () => {
    expect(fillBucket({ rate: 0.1, tokens: 0, tokensAt: null }, 5)).toBe(1);
    expect(fillBucket({ rate: 100, tokens: 0, tokensAt: 0 }, 3_600_000)).toBe(50);
    expect(fillBucket({ rate: 0.1, tokens: 0, tokensAt: 0 }, 3_600_000)).toBe(1);
    // A clock that went back gives nothing.
    expect(fillBucket({ rate: 100, tokens: 2, tokensAt: 1000 }, 0)).toBe(2);
  });

  test('what is under way is bounded, and at a rate by half a second of work', () => {
    expect([0.1, 10, 1000, 9000].map((rate) => windowOf(rate))).toEqual([1, 5, 500, 1600]);
    expect(decide(run({ rate: null, underWay: 1590 }), 0).feed).toBe(10);
    expect(decide(run({ rate: null, underWay: 5000 }), 0).feed).toBe(0);
    expect(decide(run({ rate: null, waiting: 3 }), 0).feed).toBe(3);
  });
});

describe('a canary', () => {
  const how = { canary: { count: 5, waitSeconds: 10, maxCameBackPercent: 20 } };

  test('sends its letters, waits from when the last one is settled, and lets the others go', () => {
    expect(decide(run({ how, rate: null, canary: 'sending' }), 0).feed).toBe(5);
    const sent = { how, rate: null, fed: 5, canary: 'sending' } as const;
    expect(decide(run({ ...sent, underWay: 1 }), 0)).toMatchObject({ feed: 0, canary: 'sending' });
    const settled = { ...sent, outcomes: { confirmed: 5 } };
    const waits = decide(run(settled), 1000);
    expect(waits).toMatchObject({ feed: 0, canary: 'waiting', canaryUntil: 11_000 });
    const waiting = { ...settled, canary: 'waiting', canaryUntil: 11_000 } as const;
    expect(decide(run(waiting), 10_999)).toMatchObject({ feed: 0, canary: 'waiting' });
    expect(decide(run(waiting), 11_000).canary).toBe('passed');
    expect(decide(run({ ...waiting, canary: 'passed' }), 11_001).feed).toBeGreaterThan(0);
  });

  test('pauses when more came back or failed, and not at the limit itself', () => {
    const waiting = { how, fed: 5, canary: 'waiting', canaryUntil: 10_000 } as const;
    expect(decide(run({ ...waiting, cameBack: 1 }), 0).whyPaused).toBeNull();
    expect(decide(run({ ...waiting, cameBack: 1, outcomes: { returned: 1 } }), 0)).toMatchObject({
      canary: 'failed',
      whyPaused: 'Of the first 5, 1 came back and 1 failed: more than 20 %',
    });
  });

  test('letters that are left out are not of the trial', () => {
    const left = run({ how, rate: null, fed: 2, canary: 'sending', outcomes: { left_out: 30 } });
    expect(decide(left, 0).feed).toBe(3);
  });
});

test('it pauses by itself only when enough are settled, counted from the last resume', () => {
  const how = { stop: { maxFailedPercent: 10, after: 20 } };
  const at = (failed: number, confirmed: number, before = {}) =>
    decide(run({ how, outcomes: { nacked: failed, confirmed }, outcomesBefore: before }), 0).whyPaused;
  expect(at(19, 0)).toBeNull();
  expect(at(2, 18)).toBeNull();
  expect(at(3, 17)).toContain('3 failed and 0 came back');
  expect(at(3, 37, { nacked: 3, confirmed: 17 })).toBeNull();
});

test('it is over when nothing waits and nothing is under way', () => {
  expect(decide(run({ waiting: 0, underWay: 1 }), 0).isOver).toBe(false);
  expect(decide(run({ waiting: 0 }), 0).isOver).toBe(true);
});
