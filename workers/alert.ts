// Sends posts to Slack, and shows in them how things stand: a second and more apart in each channel, and never twice unless Slack
// did not answer. Several of these run beside each other, so that a call which hangs holds up nobody.
import type { SlackPost } from '#lib/domain/alerts/blocks.ts';
import { blameOf } from '#lib/outlets/slack-trouble.ts';
import type { PostResult, Slack } from '#lib/outlets/slack.ts';
import {
  claimPost,
  settleFailed,
  settlePosted,
  settleUnposted,
  type DuePost,
  type Unposted,
} from '#lib/store/posts.ts';
import { backoffMs } from './backoff.ts';
import type { Tick } from './loop.ts';
import { digestOf, makePost } from './make-post.ts';
import type { Room } from './room.ts';
import { updateNext } from './update-posts.ts';

/** So many calls to Slack are under way at once. */
export const LANES = 4;
/** Slack takes one post a second and channel; the rest is for clocks and the way there. */
const GAP_MS = 1100;
/** A token that a person must mend is tried again this often, a channel less. */
const APP_WAIT_MS = 60_000;
const CHANNEL_WAIT_MS = 600_000;

export function makeAlertTick(room: Room, slack: Slack): Tick {
  return async () => {
    const post = await claimPost(room.actor, GAP_MS);
    if ('waitMs' in post) return (await updateNext(room, slack)) ? 0 : post.waitMs;
    const content = await makePost(room, post);
    const result = await send(slack, post, content);
    await settle(room, post, content, result);
    return 0;
  };
}

async function send(slack: Slack, post: DuePost, { said, to }: Content): Promise<PostResult> {
  if (to !== null) return slack.tell(post.slackChannel ?? post.channel, to, said);
  const channel = post.kind === 'reply' ? (post.slackChannel ?? post.channel) : post.channel;
  const result = await slack.post(channel, said, post.ts);
  // A fault of ours: better without its looks than not at all.
  if (result.kind === 'refused' && blameOf(result.code) === 'content' && said.blocks.length > 0)
    return slack.post(channel, { text: said.text, blocks: [] }, post.ts);
  return result;
}

type Content = { said: SlackPost; to: string | null };

async function settle(room: Room, post: DuePost, { said }: Content, result: PostResult): Promise<void> {
  if (result.kind === 'posted') {
    const told = await settlePosted(room.actor, post, { ...result, digest: digestOf(said) });
    room.counters.add('alertsSent', told);
    room.counters.add('postsSent');
    room.problems.set('slack', null);
    room.problems.set(`alerts ${post.channel}`, null);
    return;
  }
  if (
    result.kind === 'refused' &&
    (blameOf(result.code) === 'content' || blameOf(result.code) === 'gone' || post.kind === 'answer')
  ) {
    // Trying it again cannot help, and would hold up the whole channel.
    room.log.error({ post: post.id, problem: result.problem }, 'Slack will never take this post');
    await settleFailed(room.actor, post.id, result.problem);
    return;
  }
  await settleUnposted(room.actor, post, weigh(room, post, result));
}

function weigh(room: Room, post: DuePost, result: Exclude<PostResult, { kind: 'posted' }>): Unposted {
  const { tries } = post;
  if (result.kind === 'rate_limited') {
    const problem = `Slack asked us to wait ${Math.ceil(result.retryAfterMs / 1000)} s`;
    return { problem, waitMs: result.retryAfterMs, isUnanswered: false, code: null };
  }
  room.log.warn({ post: post.id, problem: result.problem, tries }, 'Slack did not take a post');
  const said = { problem: result.problem, isUnanswered: result.kind === 'unanswered' };
  if (result.kind === 'refused' && blameOf(result.code) === 'channel') {
    room.problems.set(
      `alerts ${post.channel}`,
      `Alerts for ${post.channel} wait. ${result.problem}. It is tried again every ten minutes, and when the routes are saved.`,
    );
    return { ...said, waitMs: CHANNEL_WAIT_MS, code: result.code };
  }
  room.problems.set('slack', `Alerts wait. ${result.problem}.`);
  const isPermanent = result.kind === 'refused' && result.isPermanent;
  return { ...said, waitMs: isPermanent ? APP_WAIT_MS : backoffMs(tries), code: null };
}
