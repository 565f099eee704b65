// What came of a try to tell somebody, whichever way out was taken.

export type Sent =
  /** `reference`: an e-mail's Message-ID. */
  | { kind: 'sent'; reference: string | null }
  /** Nothing was taken; the other side asked for patience. */
  | { kind: 'wait'; waitMs: number; problem: string }
  /** It may have been taken. */
  | { kind: 'unanswered'; problem: string }
  /** Nothing was taken. `isPermanent`: the same is refused until a person changes something. */
  | { kind: 'refused'; problem: string; isPermanent: boolean };

const MIN_WAIT_MS = 1000;
const MAX_WAIT_MS = 3_600_000;

/** A Retry-After in seconds or as a date, kept between a second and an hour; null where there is none that can be read. */
export function readRetryAfter(header: string | undefined, now = Date.now()): number | null {
  const text = header?.trim() ?? '';
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  if (text === '' || Number.isNaN(waitMs)) return null;
  return Math.min(Math.max(waitMs, MIN_WAIT_MS), MAX_WAIT_MS);
}
