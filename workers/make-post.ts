// What a post says, as everything stands when it is sent: as Slack's blocks, and as other ways out tell it.
import { createHash } from 'node:crypto';
import { alertOfGroups } from '#lib/domain/alerts/alert-of-groups.ts';
import type { SlackPost } from '#lib/domain/alerts/blocks.ts';
import { buildLeadPost } from '#lib/domain/alerts/lead-post.ts';
import { buildReply, buildSaid, buildSharedPost } from '#lib/domain/alerts/other-posts.ts';
import type { QuietHours } from '#lib/domain/alerts/routes.ts';
import type { ToldAlert } from '#lib/domain/alerts/told-alert.ts';
import { readCompanions, readLeadContent, readSaid } from '#lib/store/post-content.ts';
import type { DuePost } from '#lib/store/posts.ts';
import type { Room } from './room.ts';

export type Made = {
  said: SlackPost;
  /** Of a post of groups. `isFirst`: nothing was told of it before. */
  alert(isFirst: boolean): ToldAlert;
  /** Shown to this member alone. */
  to: string | null;
  /** Letters of it are on their way. */
  isUnsettled: boolean;
  /** Of its route. */
  quiet: QuietHours | null;
};

/** Null where it tells of nothing any more. */
export async function makePost(room: Room, { id, kind }: Pick<DuePost, 'id' | 'kind'>): Promise<Made | null> {
  const { publicUrl } = room.config;
  const common = { publicUrl, now: new Date() };
  if (kind === 'answer' || kind === 'notice') {
    const { lines = [], post, to = null } = await readSaid(room.actor, id);
    const said = post ?? buildSaid(lines);
    const notice = { id, kind: 'notice' as const, at: common.now.toISOString(), channelNote: said.text };
    return {
      said,
      to,
      isUnsettled: false,
      quiet: null,
      alert: () => ({ ...notice, groups: [], moreGroups: 0, publicUrl }),
    };
  }
  if (kind === 'reply') {
    const { companions, total } = await readCompanions(room.actor, id);
    const said = buildReply(companions, total, publicUrl);
    return { said, to: null, isUnsettled: false, quiet: null, alert: noAlert };
  }
  const content = await readLeadContent(room.actor, id);
  const [first] = content.groups;
  if (first === undefined) return null;
  const said =
    kind === 'group'
      ? buildLeadPost(first, publicUrl, content.mentions)
      : buildSharedPost(content, publicUrl, content.mentions);
  return {
    said,
    to: null,
    isUnsettled: content.groups.some(({ replaying }) => replaying > 0),
    quiet: content.quiet,
    alert: (isFirst) => alertOfGroups(id, content, { ...common, isFirst }),
  };
}

function noAlert(): never {
  throw new Error('a reply is told in Slack alone');
}

/** What looks the same is not shown anew. */
export function digestOf(post: SlackPost): string {
  return createHash('sha256').update(JSON.stringify(post)).digest('base64url');
}
