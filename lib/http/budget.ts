// How many requests somebody may make, by web process: what is over it is refused, and says when to come again.
// Headers: draft-ietf-httpapi-ratelimit-headers.
import type { Visitor } from '#lib/domain/actor.ts';
import { AppError } from '#lib/errors.ts';

const PER_MINUTE = 1200;
/** An office behind one address signs in at nine. */
const ANYONE_PER_MINUTE = 300;
const WINDOW_S = 60;
/** More callers than this are counted anew: the map stays small. */
const MAX_CALLERS = 10_000;

type Window = { endsAt: number; left: number };

// On globalThis: Next may load this module once for each route bundle.
const held = globalThis as { letterthiefBudgets?: Map<string, Window> };

/** Gives the headers of the answer. Throws too_many. */
export function takeFromBudget({ id }: Visitor): Record<string, string> {
  return take(id, PER_MINUTE);
}

/** What anybody may ask for that changes something (to sign in, to come by a link). Throws too_many. */
export function takeFromAddress(address: string | null): void {
  take(`address ${address}`, ANYONE_PER_MINUTE);
}

function take(caller: string, most: number, now = Date.now()): Record<string, string> {
  const windows = (held.letterthiefBudgets ??= new Map());
  let window = windows.get(caller);
  if (window === undefined || window.endsAt <= now) {
    if (windows.size >= MAX_CALLERS) windows.clear();
    window = { endsAt: now + WINDOW_S * 1000, left: most };
    windows.set(caller, window);
  }
  const resetS = Math.ceil((window.endsAt - now) / 1000);
  if (window.left === 0) {
    throw new AppError('too_many', `More than ${most} requests in a minute: wait ${resetS} s`, {
      details: { retryAfterS: resetS },
    });
  }
  window.left -= 1;
  return {
    'ratelimit-policy': `"requests";q=${most};w=${WINDOW_S}`,
    ratelimit: `"requests";r=${window.left};t=${resetS}`,
  };
}
