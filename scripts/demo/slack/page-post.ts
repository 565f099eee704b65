// One message on the stand-in Slack's page, with its thread folded under it.
import { escapeHtml } from './mrkdwn.ts';
import { renderContent } from './page-blocks.ts';
import type { Post } from './posts.ts';
import type { Ephemeral, Person } from './workspace.ts';

/** What stands in a channel: a post, or what one person alone sees. */
export type Shown = { post: Post; seenBy: null } | { post: Ephemeral; seenBy: Person | null };

/** Messages of one sender within this time stand under one name. */
const TOGETHER_S = 300;

export function renderMessage(shown: Shown, before: Shown | undefined, replies: readonly Shown[]): string {
  const { post } = shown;
  const stamp = renderStamp(post.ts);
  const isTogether = before !== undefined && Number(post.ts) - Number(before.post.ts) < TOGETHER_S;
  return `<article class="${isTogether ? 'together' : 'first'}${shown.seenBy === null ? '' : ' ephemeral'}" data-ts="${escapeHtml(post.ts)}">
<div class="side">${isTogether ? stamp : avatar}</div>
<div class="post">${isTogether ? '' : who(stamp)}
${renderInside(shown)}
${renderThread(post.ts, replies)}</div>
</article>`;
}

function renderThread(ts: string, replies: readonly Shown[]): string {
  if (replies.length === 0) return '';
  const inside = replies.map(
    (reply) =>
      `<div class="reply${reply.seenBy === null ? '' : ' ephemeral'}" data-ts="${escapeHtml(reply.post.ts)}">${who(renderStamp(reply.post.ts))}${renderInside(reply)}</div>`,
  );
  const words = `${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`;
  return `<details class="thread" data-key="thread-${escapeHtml(ts)}"><summary>${words}</summary>${inside.join('\n')}</details>`;
}

function renderInside(shown: Shown): string {
  const { post } = shown;
  if (!('versions' in post)) {
    const name = shown.seenBy?.name ?? post.user;
    return `<p class="seen">Only visible to @${escapeHtml(name)}</p>${renderContent(post)}`;
  }
  const count = post.versions.length;
  const edited = `<p class="edited" title="${count} earlier ${count === 1 ? 'version' : 'versions'}">(edited)</p>`;
  const notes = [
    ...(post.isAnswerLost ? ['The answer to this post was lost on purpose, so it may come twice.'] : []),
    ...(post.pings.length > 0
      ? [`This post pinged ${post.pings.map((ping) => `@${ping}`).join(', ')}.`]
      : []),
  ];
  return `${post.isBroadcast ? '<p class="seen">Replied to a thread, and to the channel</p>' : ''}${renderContent(post)}${post.updatedAt === null ? '' : edited}
${notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join('')}`;
}

function renderStamp(ts: string): string {
  const time = new Date(Number(ts) * 1000);
  const clock = time.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return `<time datetime="${time.toISOString()}" title="${time.toLocaleString('en-GB')}">${clock}</time>`;
}

function who(stamp: string): string {
  return `<p class="who"><b>LetterThief</b><span class="app">APP</span>${stamp}</p>`;
}

const avatar = `<svg viewBox="0 0 36 36" width="36" height="36" aria-hidden="true"><rect width="36" height="36" rx="6" fill="#2f4bd8"/><path d="M9 12.5h18v12H9z" fill="none" stroke="#fff" stroke-width="1.8" stroke-linejoin="round"/><path d="m9.5 13 8.5 7 8.5-7" fill="none" stroke="#fff" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round"/></svg>`;
