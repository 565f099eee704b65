// What a post says, as everything stands when it is sent.
import { createHash } from 'node:crypto';
import type { SlackPost } from '#lib/domain/alerts/blocks.ts';
import { buildLeadPost } from '#lib/domain/alerts/lead-post.ts';
import { buildReply, buildSaid, buildSharedPost } from '#lib/domain/alerts/other-posts.ts';
import { readCompanions, readLeadContent, readSaid } from '#lib/store/post-content.ts';
import type { DuePost } from '#lib/store/posts.ts';
import type { Room } from './room.ts';

/** `isUnsettled`: letters of it are on their way. `to`: shown to this member alone. */
export type Made = { said: SlackPost; to: string | null; isUnsettled: boolean };

export async function makePost(room: Room, { id, kind }: Pick<DuePost, 'id' | 'kind'>): Promise<Made> {
  const { publicUrl } = room.config;
  if (kind === 'answer' || kind === 'notice') {
    const { lines = [], post, to = null } = await readSaid(room.actor, id);
    return { said: post ?? buildSaid(lines), to, isUnsettled: false };
  }
  if (kind === 'reply') {
    const { companions, total } = await readCompanions(room.actor, id);
    return { said: buildReply(companions, total, publicUrl), to: null, isUnsettled: false };
  }
  const content = await readLeadContent(room.actor, id);
  const [first] = content.groups;
  if (first === undefined) throw new Error(`post ${id} tells of no group`);
  const said =
    kind === 'group'
      ? buildLeadPost(first, publicUrl, content.mention)
      : buildSharedPost(content, publicUrl, content.mention);
  return { said, to: null, isUnsettled: content.groups.some(({ replaying }) => replaying > 0) };
}

/** What looks the same is not shown anew. */
export function digestOf(post: SlackPost): string {
  return createHash('sha256').update(JSON.stringify(post)).digest('base64url');
}
