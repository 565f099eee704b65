// What comes after a try that came to nothing: how long to wait, who else waits with it, or that it is given up.
import { outletOf } from '#lib/domain/alerts/channel.ts';
import { webhookGapMs } from '#lib/outlets/webhook.ts';
import type { DuePost, Unposted } from '#lib/store/posts.ts';
import { backoffMs } from './backoff.ts';
import type { Tried } from './ways-out.ts';

/** A token that a person must mend is tried again this often, a channel less. */
const APP_WAIT_MS = 60_000;
const CHANNEL_WAIT_MS = 600_000;
/** Of a way out that is not Slack, all others wait no longer than this for one that is refused. */
const OTHERS_WAIT_MS = 60_000;
/** What Slack refuses for itself, by a code that we do not know, is given up after so many tries. */
const MOST_REFUSALS = 3;
/** Of the schedule of Standard Webhooks, all gaps together: 75 h 35 min. */
export const GIVE_UP_MS = 76 * 3_600_000;
const LAST_GAP = 9;

export type Weighed = Pick<Unposted, 'waitMs' | 'channelWaitMs' | 'code'>;

export function weigh(
  post: DuePost,
  tried: Exclude<Tried, { kind: 'posted' }>,
  now = Date.now(),
): Weighed | 'give up' {
  const isSlack = outletOf(post.channel) === 'slack';
  if (tried.kind === 'wait') return { waitMs: tried.waitMs, channelWaitMs: tried.waitMs, code: null };
  const blame = tried.kind === 'refused' ? tried.blame : null;
  // Somebody waits for an answer now, not later.
  if (blame !== null && post.kind === 'answer') return 'give up';
  if (blame === 'gone' || (blame === 'content' && (!isSlack || post.tries >= MOST_REFUSALS)))
    return 'give up';
  if (blame === 'channel' && tried.kind === 'refused')
    return { waitMs: CHANNEL_WAIT_MS, channelWaitMs: CHANNEL_WAIT_MS, code: tried.code };
  if (blame === 'app') return { waitMs: APP_WAIT_MS, channelWaitMs: APP_WAIT_MS, code: null };
  if (isSlack) {
    const waitMs = backoffMs(post.tries);
    return { waitMs, channelWaitMs: waitMs, code: null };
  }
  if (now - post.createdAt.getTime() > GIVE_UP_MS) return 'give up';
  const waitMs = webhookGapMs(Math.min(post.tries, LAST_GAP)) ?? OTHERS_WAIT_MS;
  return { waitMs, channelWaitMs: Math.min(waitMs, OTHERS_WAIT_MS), code: null };
}
