// Posts that stay true: shown anew when what they tell of has changed.
import { blameOf } from '#lib/outlets/slack-trouble.ts';
import type { Slack } from '#lib/outlets/slack.ts';
import { claimUpdate, giveUpUpdate, putOffUpdate, settleUpdated } from '#lib/store/post-updates.ts';
import { digestOf, makePost } from './make-post.ts';
import type { Room } from './room.ts';

const WAIT_MS = 30_000;

/** False where none is due. */
export async function updateNext(room: Room, slack: Slack): Promise<boolean> {
  const update = await claimUpdate(room.actor);
  if (update === null) return false;
  const { said, isUnsettled } = await makePost(room, update);
  const digest = digestOf(said);
  const shown = { digest, isUnsettled };
  if (digest === update.shownDigest) {
    await settleUpdated(room.actor, update, { ...shown, isCalled: false });
    return true;
  }
  const result = await slack.update(update.slackChannel, update.ts, said);
  if (result.kind === 'posted') {
    room.counters.add('postsUpdated');
    await settleUpdated(room.actor, update, { ...shown, isCalled: true });
  } else if (result.kind === 'refused' && ['gone', 'content'].includes(blameOf(result.code))) {
    room.log.warn({ post: update.id, problem: result.problem }, 'a post cannot be shown anew');
    await giveUpUpdate(room.actor, update);
  } else if (result.kind === 'rate_limited')
    await putOffUpdate(room.actor, update, { waitMs: result.retryAfterMs, isLimited: true });
  else await putOffUpdate(room.actor, update, { waitMs: WAIT_MS, isLimited: false });
  return true;
}
