// What goes wrong at the stand-in Slack, by chance or by order.

/**
 * lost: what was asked is done, its answer never comes. reset: the connection is cut, nothing is kept.
 * failing, unavailable: HTTP 500, 503, nothing kept. limited: a 429 out of turn. ratelimited_body: the same as HTTP 200.
 * timeout: nothing is kept, and no answer comes until the caller hangs up. html: HTTP 200 with a proxy's page, nothing kept.
 */
export type Trouble =
  | 'lost'
  | 'reset'
  | 'failing'
  | 'unavailable'
  | 'limited'
  | 'ratelimited_body'
  | 'timeout'
  | 'html'
  | 'slow'
  | 'none';

/** What every call meets while Slack is broken down. */
export type Outage = 'failing' | 'reset' | 'invalid_auth' | 'token_revoked';

/** The share of calls of chat.* methods, 0 to 1, that meet each trouble. */
export type Chaos = Partial<Record<Exclude<Trouble, 'none'>, number>> & {
  slowMs?: number;
  random?: () => number;
};

export type TroubleMaker = {
  /** What the next call of this method meets. */
  next(method: string): Trouble | Outage | null;
  queue(method: string, troubles: readonly Trouble[]): void;
  /** Null ends it. What is queued waits until then. */
  breakDown(outage: Outage | null): void;
  slowMs: number;
};

export function makeTroubleMaker({ slowMs = 3000, random = Math.random, ...shares }: Chaos): TroubleMaker {
  const ordered = new Map<string, Trouble[]>();
  let outage: Outage | null = null;
  return {
    slowMs,
    queue(method, troubles) {
      ordered.set(method, [...(ordered.get(method) ?? []), ...troubles]);
    },
    breakDown(next) {
      outage = next;
    },
    next(method) {
      if (outage !== null) return outage;
      const first = ordered.get(method)?.shift();
      if (first !== undefined) return first === 'none' ? null : first;
      if (!method.startsWith('chat.')) return null;
      let at = random();
      for (const [trouble, share] of Object.entries(shares) as [Trouble, number][]) {
        if (at < share) return trouble;
        at -= share;
      }
      return null;
    },
  };
}
