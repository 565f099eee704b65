// Calls from Slack: signed over the raw body, fresh, and taken once (https://docs.slack.dev/authentication/verifying-requests-from-slack).
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readConfig } from '#lib/config.ts';
import { AppError } from '#lib/errors.ts';
import { takeSlackCall } from '#lib/store/slack-calls.ts';
import { readBounded } from './read-json.ts';

const MAX_BYTES = 1024 * 1024;
/** Older ones may be somebody's who kept them; Slack says five minutes. */
const MAX_AGE_S = 300;

/** The form that Slack sent. Throws unauthorized, unavailable where there is no secret to check it by, or TooLarge. */
export async function readSlackCall(request: Request, now = Date.now()): Promise<URLSearchParams> {
  const secret = readConfig().slackSigningSecret;
  if (secret === undefined)
    throw new AppError('unavailable', 'SLACK_SIGNING_SECRET is not set: calls from Slack cannot be checked');
  const stamp = request.headers.get('x-slack-request-timestamp') ?? '';
  const given = request.headers.get('x-slack-signature') ?? '';
  if (!/^\d{1,12}$/.test(stamp) || Math.abs(now / 1000 - Number(stamp)) > MAX_AGE_S)
    throw refused('it is older than five minutes, or bears no time');
  const body = Buffer.from(await readBounded(request, MAX_BYTES));
  const own = createHmac('sha256', secret).update(`v0:${stamp}:`).update(body).digest();
  const theirs = Buffer.from(/^v0=([0-9a-f]{64})$/.exec(given)?.[1] ?? '', 'hex');
  if (theirs.byteLength !== own.byteLength || !timingSafeEqual(theirs, own))
    throw refused('its signature is not the one of SLACK_SIGNING_SECRET');
  if (!(await takeSlackCall({ kind: 'system' }, own))) throw refused('it came before');
  return new URLSearchParams(body.toString('utf8'));
}

function refused(why: string): AppError {
  return new AppError('unauthorized', `This call is not taken for Slack’s: ${why}`);
}

/** What stands in an interaction's form. Throws invalid_input. */
export function readPayload(form: URLSearchParams): unknown {
  try {
    return JSON.parse(form.get('payload') ?? '');
  } catch (error) {
    throw new AppError('invalid_input', 'payload: is not JSON', {
      cause: error,
      details: { field: 'payload' },
    });
  }
}
