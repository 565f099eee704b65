// Sends what is due to Slack: one post at a time, a second and more apart, and never twice unless Slack did not answer.
import { buildAlertPost, buildFoldedPost } from '#lib/domain/alert.ts';
import type { PostResult, Slack } from '#lib/outlets/slack.ts';
import {
  claimPost,
  readCovered,
  settleFailed,
  settlePosted,
  settleUnposted,
  type DuePost,
} from '#lib/store/posts.ts';
import { backoffMs } from './backoff.ts';
import type { Tick } from './loop.ts';
import type { Room } from './room.ts';

/** Slack takes one post a second and channel; the rest is for clocks and the way there. */
const GAP_MS = 1100;
/** A refusal that a person must mend (token, channel) is tried again this often. */
const REFUSED_WAIT_MS = 60_000;

export function makeAlertTick(room: Room, channel: string, slack: Slack): Tick {
  return async () => {
    const post = await claimPost(room.actor, channel, GAP_MS);
    if ('waitMs' in post) return post.waitMs;
    const covered = await readCovered(room.actor, post.id);
    const { publicUrl } = room.config;
    const content =
      covered.kind === 'one'
        ? buildAlertPost(covered.letter, publicUrl)
        : buildFoldedPost(covered.summary, publicUrl);
    await settle(room, post, await slack.post(channel, content));
    return GAP_MS;
  };
}

async function settle(room: Room, post: DuePost, result: PostResult): Promise<void> {
  if (result.kind === 'posted') {
    room.counters.add('alertsSent', await settlePosted(room.actor, post.id, result));
    room.counters.add('postsSent');
    room.problems.set('slack', null);
    return;
  }
  if (result.kind === 'rate_limited') {
    const problem = `Slack asked us to wait ${Math.ceil(result.retryAfterMs / 1000)} s`;
    await settleUnposted(room.actor, post, { problem, waitMs: result.retryAfterMs, isUnanswered: false });
    return;
  }
  if (result.kind === 'refused' && faultsOfContent.has(result.code)) {
    // Trying it again cannot help, and would hold up the whole channel.
    room.log.error({ post: post.id, problem: result.problem }, 'Slack will never take this post');
    await settleFailed(room.actor, post.id, result.problem);
    return;
  }
  const isUnanswered = result.kind === 'unanswered';
  const waitMs = isUnanswered ? backoffMs(post.tries) : REFUSED_WAIT_MS;
  room.log.warn({ post: post.id, problem: result.problem, tries: post.tries }, 'Slack did not take a post');
  room.problems.set('slack', `Alerts wait. ${result.problem}.`);
  await settleUnposted(room.actor, post, { problem: result.problem, waitMs, isUnanswered });
}

const faultsOfContent = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_too_long',
  'msg_blocks_too_long',
  'no_text',
]);
