// Tells a URL of somebody's own about alerts, by Standard Webhooks 1.0.0 (https://www.standardwebhooks.com): signed JSON.
import { createHmac } from 'node:crypto';
import type { ToldAlert } from '#lib/domain/alerts/told-alert.ts';
import { buildWebhookBody } from '#lib/domain/alerts/webhook-body.ts';
import { safePost, type PostAnswer, type SafePostOptions } from './safe-post.ts';
import { readRetryAfter, type Sent } from './sent.ts';

export type Webhook = SafePostOptions & {
  url: string;
  /** More than one while a secret is changed: the receiver may check with any of them. */
  secrets: readonly string[];
};

/** One try. Never throws. */
export async function sendWebhook(alert: ToldAlert, { url, secrets, ...options }: Webhook): Promise<Sent> {
  // A full stop would let an id pass for another id and a timestamp.
  const id = alert.id.replace(/[^\w-]/g, '_');
  const timestamp = String(Math.floor(Date.now() / 1000));
  const body = JSON.stringify(buildWebhookBody(alert));
  const signatures = secrets.map((secret) => signWebhook(secret, `${id}.${timestamp}.${body}`));
  if (signatures.length === 0 || signatures.includes(null))
    return refused('The webhook’s secret is none: whsec_ and 24 to 64 bytes in base64', true);
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
  return readAnswer(await safePost(url, { headers, body }, options));
}

/** The signature of `id.timestamp.body`; null for what is no secret. */
export function signWebhook(secret: string, content: string): string | null {
  const text = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  const key = Buffer.from(text ?? '', 'base64');
  if (text === undefined || key.length < 24 || key.length > 64) return null;
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}

/**
 * How long to wait before another try where `tries` came to nothing, by the schedule of Standard Webhooks; null: give up.
 * Up to a tenth longer, so that what failed together is not tried together.
 */
export function webhookGapMs(tries: number, random: () => number = Math.random): number | null {
  if (tries < 1) return 0;
  const seconds = GAPS_S[tries - 1];
  return seconds === undefined ? null : Math.round(seconds * 1000 * (1 + random() / 10));
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const GAPS_S = [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
/** For a 429 that does not say. */
const WAIT_MS = 30_000;

/** Only 410 is for good: a 404 may be a receiver that is being deployed, and the schedule ends all the same. */
function readAnswer(answer: PostAnswer): Sent {
  if (answer.kind === 'unsent') return refused(answer.problem, answer.isPermanent);
  if (answer.kind === 'lost') return { kind: 'unanswered', problem: answer.problem };
  const { host, status, movedTo } = answer;
  const waitMs = readRetryAfter(answer.retryAfter) ?? (status === 429 ? WAIT_MS : null);
  const problem = `${host} answered HTTP ${status}`;
  if (status >= 200 && status < 300) return { kind: 'sent', reference: null };
  if ((status === 429 || status === 503) && waitMs !== null) return { kind: 'wait', waitMs, problem };
  if (status >= 500 || status === 408) return { kind: 'unanswered', problem };
  if (status === 410) return refused(`${problem}: it wants no more of these`, true);
  if (status >= 300 && status < 400)
    return refused(
      `${problem}: redirects are not followed; change the URL${movedTo === null ? '' : ` (it leads to ${movedTo})`}`,
      status === 301 || status === 308,
    );
  return refused(problem, false);
}

function refused(problem: string, isPermanent: boolean): Sent {
  return { kind: 'refused', problem, isPermanent };
}
