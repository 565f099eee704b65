// A post as Slack shows it to apps: in the answers to calls, and in what it sends when somebody presses.
import { fillIds } from './content.ts';
import type { Post } from './posts.ts';
import type { Workspace } from './workspace.ts';

export function showMessage({ user, team }: Workspace, post: Post): Record<string, unknown> {
  return {
    type: 'message',
    subtype: 'bot_message',
    ts: post.ts,
    text: post.text,
    blocks: fillIds(post.ts, post.blocks),
    user: user.id,
    bot_id: user.botId,
    app_id: user.appId,
    team: team.id,
    ...(post.threadTs === null ? {} : { thread_ts: post.threadTs }),
    ...(post.updatedAt === null
      ? {}
      : { edited: { user: user.botId, ts: `${Math.floor(post.updatedAt / 1000)}.000000` } }),
  };
}
