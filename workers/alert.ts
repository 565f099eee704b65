// Sends posts, and shows in them how things stand: a second and more apart in each channel, and never twice unless nobody answered.
// Several of these run beside each other, so that a call which hangs holds up nobody.
import { outletOf } from '#lib/domain/alerts/channel.ts';
import { blameOf } from '#lib/outlets/slack-trouble.ts';
import type { Slack } from '#lib/outlets/slack.ts';
import { claimPost, settleFailed, settlePosted, settleUnposted, type DuePost } from '#lib/store/posts.ts';
import { backoffMs } from './backoff.ts';
import type { Tick } from './loop.ts';
import { digestOf, makePost, type Made } from './make-post.ts';
import type { Room } from './room.ts';
import { updateNext } from './update-posts.ts';
import { gapAfter, readSlack, sendElsewhere, type Tried } from './ways-out.ts';

/** So many calls are under way at once. */
export const LANES = 4;
/** Slack takes one post a second and channel; the rest is for clocks and the way there. */
const GAP_MS = 1100;
/** A token that a person must mend is tried again this often, a channel less. */
const APP_WAIT_MS = 60_000;
const CHANNEL_WAIT_MS = 600_000;

export function makeAlertTick(room: Room, slack: Slack | null): Tick {
  return async () => {
    const post = await claimPost(room.actor, GAP_MS);
    if ('waitMs' in post) return (await updateNext(room, slack)) ? 0 : post.waitMs;
    const made = await makePost(room, post);
    await settle(room, post, made, await send(room, slack, post, made));
    return 0;
  };
}

async function send(room: Room, slack: Slack | null, post: DuePost, made: Made): Promise<Tried> {
  if (outletOf(post.channel) !== 'slack') return sendElsewhere(room, post.channel, made.alert(true), null);
  if (slack === null)
    return { kind: 'refused', problem: 'SLACK_BOT_TOKEN is not set', blame: 'app', code: 'not_authed' };
  const { said, to } = made;
  if (to !== null) return readSlack(await slack.tell(post.slackChannel ?? post.channel, to, said));
  const channel = post.kind === 'reply' ? (post.slackChannel ?? post.channel) : post.channel;
  const result = await slack.post(channel, said, post.ts);
  // A fault of ours: better without its looks than not at all.
  if (result.kind === 'refused' && blameOf(result.code) === 'content' && said.blocks.length > 0)
    return readSlack(await slack.post(channel, { text: said.text, blocks: [] }, post.ts));
  return readSlack(result);
}

async function settle(room: Room, post: DuePost, { said }: Made, tried: Tried): Promise<void> {
  if (tried.kind === 'posted') {
    const told = await settlePosted(room.actor, post, { ...tried, digest: digestOf(said) });
    room.counters.add('alertsSent', told);
    room.counters.add('postsSent');
    if (outletOf(post.channel) === 'slack') room.problems.set('slack', null);
    room.problems.set(`alerts ${post.channel}`, null);
    return;
  }
  const blame = tried.kind === 'refused' ? tried.blame : null;
  const gapMs = gapAfter(post.channel, post.tries);
  if (
    blame === 'content' ||
    blame === 'gone' ||
    (blame !== null && post.kind === 'answer') ||
    gapMs === null
  ) {
    // Trying it again cannot help, or was tried for days.
    room.log.error({ post: post.id, problem: tried.problem }, 'a post is given up');
    await settleFailed(room.actor, post.id, tried.problem);
    return;
  }
  room.log.warn({ post: post.id, problem: tried.problem, tries: post.tries }, 'a post was not taken');
  await settleUnposted(room.actor, post, {
    problem: tried.problem,
    isUnanswered: tried.kind === 'unanswered',
    code: blame === 'channel' && tried.kind === 'refused' ? tried.code : null,
    waitMs: tellTrouble(room, post, tried, gapMs ?? backoffMs(post.tries)),
  });
}

/** Gives how long to wait. */
function tellTrouble(
  room: Room,
  { channel }: DuePost,
  tried: Exclude<Tried, { kind: 'posted' }>,
  gapMs: number,
): number {
  if (tried.kind === 'wait') return tried.waitMs;
  const blame = tried.kind === 'refused' ? tried.blame : null;
  if (blame === 'channel' || outletOf(channel) !== 'slack') {
    const when =
      blame === 'channel' ? ' It is tried again every ten minutes, and when the routes are saved.' : '';
    room.problems.set(`alerts ${channel}`, `Alerts for ${channel} wait. ${tried.problem}.${when}`);
    return blame === 'channel' ? CHANNEL_WAIT_MS : gapMs;
  }
  room.problems.set('slack', `Alerts wait. ${tried.problem}.`);
  return blame === 'app' ? APP_WAIT_MS : gapMs;
}
