// How the stand-in Slack answers a call: accepted, refused in Slack's words, or told to wait.

export type Answer = {
  status: number;
  headers?: Record<string, string>;
  body: Record<string, unknown> | string;
};

export function accept(body: Record<string, unknown>): Answer {
  return { status: 200, body: { ok: true, ...body } };
}

/** n.b. Slack refuses with HTTP 200. */
export function refuse(error: string): Answer {
  return { status: 200, body: { ok: false, error } };
}

/** A refusal that gives its reasons, as Slack does for arguments and for blocks. */
export function refuseWithReasons(error: string, faults: string[]): Answer {
  const messages = faults.map((fault) => `[ERROR] ${fault}`);
  return { status: 200, body: { ok: false, error, errors: faults, response_metadata: { messages } } };
}

/** What counts the calls that were told to wait, and which methods say so with HTTP 200. */
export type Limits = { limitedCalls: number; limitsInBody: Set<string> };

/** Too many calls: HTTP 429 with the seconds to wait. */
export function limit(limits: Limits, method: string, seconds: number): Answer {
  if (limits.limitsInBody.has(method)) return limitInBody(limits);
  limits.limitedCalls += 1;
  return {
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: { ok: false, error: 'ratelimited' },
  };
}

/** Too many calls, said with HTTP 200 and without the seconds to wait. */
export function limitInBody(limits: Limits): Answer {
  limits.limitedCalls += 1;
  return refuse('ratelimited');
}
