// Sends posts, and shows in them how things stand: a second and more apart in each channel, and never twice unless nobody answered.
// Several of these run beside each other, so that a call which hangs holds up nobody.
import { quietUntil } from '#lib/domain/alerts/quiet-hours.ts';
import { blameOf } from '#lib/outlets/slack-trouble.ts';
import type { Slack } from '#lib/outlets/slack.ts';
import type { WayOut } from '#lib/store/pace.ts';
import { releasePost } from '#lib/store/release-posts.ts';
import { isStoreAway } from '#lib/store/trouble.ts';
import {
  claimPost,
  putBackPost,
  settleFailed,
  settlePosted,
  settleUnposted,
  type DuePost,
} from '#lib/store/posts.ts';
import { backoffMs, waitMs as pause } from './backoff.ts';
import type { Tick } from './loop.ts';
import { digestOf, makePost, type Made } from './make-post.ts';
import type { Room } from './room.ts';
import { updateNext } from './update-posts.ts';
import { NO_ROUTE, readSlack, sendElsewhere, type Tried } from './ways-out.ts';
import { weigh } from './weigh-trouble.ts';

/** So many calls are under way at once. */
export const LANES: Record<WayOut, number> = { slack: 4, elsewhere: 2 };
/** Slack takes one post a second and channel; the rest is for clocks and the way there. */
const GAP_MS = 1100;
const MOST_MAKINGS = 20;

export function makeAlertTick(room: Room, to: WayOut, slack: Slack | null): Tick {
  return async (signal) => {
    const post = await claimPost(room.actor, to, GAP_MS);
    if ('waitMs' in post) return (await updateNext(room, to, slack)) ? 0 : post.waitMs;
    const made = await prepare(room, post);
    if (made === null) return 0;
    const tried = await send(room, to === 'slack' ? slack : null, post, made, signal);
    await patiently(signal, () => settle(room, post, made, tried));
    return 0;
  };
}

/** Null where it is not to be sent now, which is noted then. What goes wrong here is no repeat: nothing was sent. */
async function prepare(room: Room, post: DuePost): Promise<Made | null> {
  try {
    const made = await makePost(room, post);
    const until = made === null || post.kind === 'reply' ? null : quietUntil(made.quiet, Date.now());
    if (made === null) await settleFailed(room.actor, post, 'It tells of no letter any more');
    // It was held up until it became quiet.
    else if (until !== null) await putBackPost(room.actor, post, new Date(until));
    else return made;
    return null;
  } catch (error) {
    const problem = 'It could not be put together: the worker’s log says why';
    const waitMs = backoffMs(post.tries);
    if (post.tries > MOST_MAKINGS && !isStoreAway(error)) await settleFailed(room.actor, post, problem);
    else
      await settleUnposted(room.actor, post, {
        problem,
        waitMs,
        channelWaitMs: 0,
        isUnanswered: false,
        code: null,
      });
    throw error;
  }
}

/** What was posted must be noted: else it is posted again. */
async function patiently(signal: AbortSignal, note: () => Promise<void>): Promise<void> {
  for (let left = 5; ; left--) {
    try {
      return await note();
    } catch (error) {
      if (left === 0) throw error;
      await pause(300, signal);
    }
  }
}

async function send(
  room: Room,
  slack: Slack | null,
  post: DuePost,
  { said, to, alert }: Made,
  signal: AbortSignal,
): Promise<Tried> {
  if (slack === null) return sendElsewhere(room, post.channel, alert(true), null);
  if (to !== null) return readSlack(await slack.tell(post.slackChannel ?? post.channel, to, said));
  const channel = post.kind === 'reply' ? (post.slackChannel ?? post.channel) : post.channel;
  const result = await slack.post(channel, said, post.ts);
  if (result.kind !== 'refused' || blameOf(result.code) !== 'content' || said.blocks.length === 0)
    return readSlack(result);
  // A fault of ours: better without its looks than not at all.
  await pause(GAP_MS, signal);
  return readSlack(await slack.post(channel, { text: said.text, blocks: [] }, post.ts));
}

async function settle(room: Room, post: DuePost, { said, isUnsettled }: Made, tried: Tried): Promise<void> {
  if (tried.kind === 'posted') {
    const posted = { ...tried, digest: digestOf(said), isUnsettled };
    const told = await settlePosted(room.actor, post, posted, GAP_MS);
    room.counters.add('alertsSent', told);
    room.counters.add('postsSent');
    return;
  }
  const { problem } = tried;
  if (tried.kind === 'refused' && tried.code === NO_ROUTE) {
    await releasePost(room.actor, post.id);
    return;
  }
  const weighed = weigh(post, tried);
  if (weighed === 'give up') {
    room.log.error({ post: post.id, channel: post.channel, problem }, 'a post is given up');
    await settleFailed(room.actor, post, problem);
    return;
  }
  room.log.warn({ post: post.id, channel: post.channel, problem, tries: post.tries }, 'a post was not taken');
  await settleUnposted(room.actor, post, { problem, isUnanswered: tried.kind === 'unanswered', ...weighed });
}
