// Posts that stay true: shown anew when what they tell of has changed. Who cannot show anew is told again, seldom.
import { outletOf } from '#lib/domain/alerts/channel.ts';
import { quietUntil } from '#lib/domain/alerts/quiet-hours.ts';
import type { Slack } from '#lib/outlets/slack.ts';
import type { WayOut } from '#lib/store/pace.ts';
import {
  claimUpdate,
  giveUpUpdate,
  putOffUpdate,
  settleUpdated,
  type DueUpdate,
} from '#lib/store/post-updates.ts';
import { digestOf, makePost, type Made } from './make-post.ts';
import type { Room } from './room.ts';
import { readSlack, sendElsewhere, type Tried } from './ways-out.ts';
import { GIVE_UP_MS } from './weigh-trouble.ts';

const WAIT_MS = 30_000;
const STOPPED_WAIT_MS = 600_000;
const MOST_WAIT_MS = 3_600_000;
/** People who get mails and cards are told of more letters this often; that it is over, soon. A program is told as it goes. */
const TOLD_AGAIN_MS = { teams: 3_600_000, email: 3_600_000, webhook: 0, slack: 0 };
const LOOK_AGAIN_S = 60;

/** False where none is due. */
export async function updateNext(room: Room, to: WayOut, slack: Slack | null): Promise<boolean> {
  const update = await claimUpdate(room.actor, to);
  if (update === null) return false;
  const made = await makePost(room, update);
  if (made === null) {
    await giveUpUpdate(room.actor, update);
    return true;
  }
  const digest = digestOf(made.said);
  const shown = { digest, isUnsettled: made.isUnsettled };
  const outlet = outletOf(update.channel);
  if (digest === update.shownDigest) {
    await settleUpdated(room.actor, update, { ...shown, isCalled: false, permalink: null }, to);
    return true;
  }
  // What cannot be shown anew is said anew: not while it is quiet.
  const until = to === 'slack' ? null : quietUntil(made.quiet, Date.now());
  if (until !== null) {
    await putOffUpdate(room.actor, update, { waitMs: until - Date.now(), isLimited: false });
    return true;
  }
  const isOver = outlet !== 'slack' && made.alert(false).kind === 'closed';
  if (!isOver && Date.now() - update.shownAt.getTime() < TOLD_AGAIN_MS[outlet]) {
    await putOffUpdate(room.actor, update, { waitMs: LOOK_AGAIN_S * 1000, isLimited: false });
    return true;
  }
  await settle(room, to, update, shown, await show(room, slack, update, made));
  return true;
}

async function show(room: Room, slack: Slack | null, update: DueUpdate, made: Made): Promise<Tried> {
  const { channel, slackChannel, ts, id, version } = update;
  if (outletOf(channel) !== 'slack') {
    const alert = made.alert(false);
    // Another message than the first: a receiver that drops repeats by their id must not drop it.
    return sendElsewhere(room, channel, { ...alert, id: `${id}-${version}` }, ts);
  }
  if (slack === null) return { kind: 'wait', waitMs: WAIT_MS, problem: 'SLACK_BOT_TOKEN is not set' };
  return readSlack(await slack.update(slackChannel, ts, made.said));
}

async function settle(
  room: Room,
  to: WayOut,
  update: DueUpdate,
  shown: { digest: string; isUnsettled: boolean },
  tried: Tried,
): Promise<void> {
  if (tried.kind === 'posted') {
    room.counters.add('postsUpdated');
    await settleUpdated(room.actor, update, { ...shown, isCalled: true, permalink: tried.permalink }, to);
  } else if (tried.kind === 'refused' && (tried.blame === 'gone' || tried.blame === 'content')) {
    room.log.warn({ post: update.id, problem: tried.problem }, 'a post cannot be shown anew');
    await giveUpUpdate(room.actor, update);
  } else {
    const sinceMs = Date.now() - update.shownAt.getTime();
    if (to === 'elsewhere' && sinceMs > GIVE_UP_MS) {
      room.log.warn({ post: update.id, problem: tried.problem }, 'what changed of a post is told no more');
      await giveUpUpdate(room.actor, update);
      return;
    }
    const isStopped = tried.kind === 'refused' && tried.blame === 'channel';
    // A receiver that is gone for days is not asked for each of its posts twice a minute.
    const ownMs = to === 'elsewhere' ? Math.min(Math.max(WAIT_MS, sinceMs / 2), MOST_WAIT_MS) : WAIT_MS;
    const waitMs = tried.kind === 'wait' ? tried.waitMs : isStopped ? STOPPED_WAIT_MS : ownMs;
    const isLimited = tried.kind === 'wait' && to === 'slack';
    await putOffUpdate(room.actor, update, { waitMs, isLimited });
  }
}
