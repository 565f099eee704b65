// What a worker does with a run just now: how many letters go, whether it waits, pauses by itself, or is over. No I/O, no clock.
import type { RunHow } from './run-request.ts';

export type Canary = 'sending' | 'waiting' | 'passed' | 'failed';

/** How many letters came to what. */
export type Outcomes = Partial<Record<string, number>>;

export type Feeding = {
  how: Pick<RunHow, 'canary' | 'stop'>;
  /** Letters a second; null is unlimited. */
  rate: number | null;
  tokens: number;
  /** In ms; null before the first letter. */
  tokensAt: number | null;
  waiting: number;
  underWay: number;
  fed: number;
  outcomes: Outcomes;
  cameBack: number;
  /** As it was at the last start or resume. */
  outcomesBefore: Outcomes;
  cameBackBefore: number;
  canary: Canary | null;
  canaryUntil: number | null;
};

export type Decision = {
  feed: number;
  tokens: number;
  canary: Canary | null;
  canaryUntil: number | null;
  whyPaused: string | null;
  isOver: boolean;
};

/** What is fed and not yet settled, at most: a pause or a cancel takes back what no worker publishes yet. */
const MOST_UNDER_WAY = 1600;
/** At a rate it is at most the work of so long. */
const WINDOW_S = 0.5;
/** What the bucket holds: a worker that takes over sends no more at once. */
const BUCKET_S = 0.5;
/** Whoever pauses or cancels waits for a step to end. */
export const MOST_AT_ONCE = 800;

const failures = ['returned', 'nacked', 'refused', 'unknown'];

export function decide(run: Feeding, now: number): Decision {
  const tokens = fillBucket(run, now);
  const stays: Decision = {
    feed: 0,
    tokens,
    canary: run.canary,
    canaryUntil: run.canaryUntil,
    whyPaused: null,
    isOver: false,
  };
  if (run.waiting === 0 && run.underWay === 0) return { ...stays, isOver: true };
  const why = whyStop(run);
  if (why !== null) return { ...stays, whyPaused: why };
  if (run.canary === 'sending' || run.canary === 'waiting') return watchCanary(run, stays, now);
  return { ...stays, feed: countFeed(run, tokens) };
}

/** Tokens that there are now; an unlimited run needs none. */
export function fillBucket(
  { rate, tokens, tokensAt }: Pick<Feeding, 'rate' | 'tokens' | 'tokensAt'>,
  now: number,
): number {
  if (rate === null) return 0;
  // The first letter goes at once.
  if (tokensAt === null) return 1;
  const passedS = Math.max(0, now - tokensAt) / 1000;
  return Math.min(Math.max(1, rate * BUCKET_S), tokens + passedS * rate);
}

/** How many may be on their way at once. */
export function windowOf(rate: number | null): number {
  return rate === null ? MOST_UNDER_WAY : Math.max(1, Math.min(MOST_UNDER_WAY, Math.ceil(rate * WINDOW_S)));
}

function countFeed(run: Feeding, tokens: number): number {
  const room = windowOf(run.rate) - run.underWay;
  const allowed = run.rate === null ? MOST_AT_ONCE : Math.floor(tokens);
  return Math.max(0, Math.min(room, allowed, run.waiting, MOST_AT_ONCE));
}

function watchCanary(run: Feeding, stays: Decision, now: number): Decision {
  const rule = run.how.canary;
  if (rule === undefined) return { ...stays, canary: 'passed' };
  const left = Math.min(rule.count - run.fed, run.waiting);
  if (left > 0) return { ...stays, feed: Math.min(left, countFeed(run, stays.tokens)) };
  if (run.underWay > 0) return stays;
  if (run.canaryUntil === null)
    return { ...stays, canary: 'waiting', canaryUntil: now + rule.waitSeconds * 1000 };
  const failed = countFailed(run.outcomes) + run.cameBack;
  if (run.fed > 0 && failed * 100 > rule.maxCameBackPercent * run.fed)
    return {
      ...stays,
      canary: 'failed',
      whyPaused: `Of the first ${run.fed}, ${run.cameBack} came back and ${countFailed(run.outcomes)} failed: more than ${rule.maxCameBackPercent} %`,
    };
  return now < run.canaryUntil ? stays : { ...stays, canary: 'passed' };
}

function whyStop(run: Feeding): string | null {
  const rule = run.how.stop;
  if (rule === undefined) return null;
  const { outcomes, outcomesBefore, cameBack, cameBackBefore } = run;
  const failed = countFailed(outcomes) - countFailed(outcomesBefore);
  const settled = failed + (outcomes.confirmed ?? 0) - (outcomesBefore.confirmed ?? 0);
  const bad = failed + cameBack - cameBackBefore;
  if (settled < rule.after || bad * 100 <= rule.maxFailedPercent * settled) return null;
  return `Of the last ${settled} that were settled, ${failed} failed and ${cameBack - cameBackBefore} came back: more than ${rule.maxFailedPercent} %`;
}

/** Of those that were sent: what is left out never was. */
export function countSettled(outcomes: Outcomes): number {
  const { left_out: leftOut = 0 } = outcomes;
  return Object.values(outcomes).reduce<number>((sum, many = 0) => sum + many, 0) - leftOut;
}

function countFailed(outcomes: Outcomes): number {
  return failures.reduce((sum, name) => sum + (outcomes[name] ?? 0), 0);
}
