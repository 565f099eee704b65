// The stand-in Slack's page: the channel as people would see it, reloading itself.
import type { Block } from './slack-blocks.ts';
import { escapeHtml, renderLink, renderMrkdwn } from './slack-mrkdwn.ts';
import { pageScript, pageStyle } from './slack-page-assets.ts';
import type { Post, Workspace } from './slack-workspace.ts';

const SHOWN_POSTS = 200;
/** Posts of one sender within this time stand under one name. */
const TOGETHER_S = 300;

export function renderPage(workspace: Workspace): string {
  const name = escapeHtml(workspace.channel.name);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>#${name} · stand-in Slack</title>
<style>${pageStyle}</style>
</head>
<body>
<aside aria-label="Workspace">
  <p class="team">${escapeHtml(workspace.team.name)}</p>
  <p class="about">Not Slack: a local stand-in with Slack’s API, limits and refusals, so that alerts can be seen without an account.</p>
  <p class="group">Channels</p>
  <p class="channel on"><span>#</span>${name}</p>
  <p class="group">Apps</p>
  <p class="channel"><span class="dot"></span>LetterThief</p>
</aside>
<main>
  <header><h1><span>#</span>${name}</h1><p id="count"></p></header>
  <div id="posts" role="log" aria-label="Posts" tabindex="0">${renderChannel(workspace)}</div>
  <footer>Only LetterThief posts here</footer>
</main>
<script>${pageScript}</script>
</body>
</html>`;
}

/** The posts alone: what the page fetches again. */
export function renderChannel(workspace: Workspace): string {
  const shown = workspace.posts.slice(-SHOWN_POSTS);
  const counts = [
    `${workspace.posts.length} ${workspace.posts.length === 1 ? 'post' : 'posts'}`,
    ...(workspace.limitedCalls > 0 ? [`${workspace.limitedCalls} told to wait`] : []),
  ];
  const posts =
    shown.length === 0
      ? '<p class="empty">Nothing has been posted yet. The first dead letter shows here within seconds.</p>'
      : shown.map((post, index) => renderPost(post, shown[index - 1])).join('\n');
  return `<div data-count="${counts.join(' · ')}">${posts}</div>`;
}

function renderPost(post: Post, before: Post | undefined): string {
  const time = new Date(Number(post.ts) * 1000);
  const clock = time.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const stamp = `<time datetime="${time.toISOString()}" title="${time.toLocaleString('en-GB')}">${clock}</time>`;
  const isTogether = before !== undefined && Number(post.ts) - Number(before.ts) < TOGETHER_S;
  const notes = [
    ...(post.isAnswerLost ? ['The answer to this post was lost on purpose, so it may come twice.'] : []),
    ...(post.pings.length > 0
      ? [`This post pinged ${post.pings.map((ping) => `@${ping}`).join(', ')}.`]
      : []),
  ];
  const body =
    post.blocks.length > 0
      ? post.blocks.map(renderBlock).join('\n')
      : `<div class="section">${renderMrkdwn(post.text)}</div>`;
  return `<article class="${isTogether ? 'together' : 'first'}" data-ts="${post.ts}">
<div class="side">${isTogether ? stamp : avatar}</div>
<div class="post">${isTogether ? '' : `<p class="who"><b>LetterThief</b><span class="app">APP</span>${stamp}</p>`}
${body}
${notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join('')}</div>
</article>`;
}

const avatar = `<svg viewBox="0 0 36 36" width="36" height="36" aria-hidden="true"><rect width="36" height="36" rx="6" fill="#2f4bd8"/><path d="M9 12.5h18v12H9z" fill="none" stroke="#fff" stroke-width="1.8" stroke-linejoin="round"/><path d="m9.5 13 8.5 7 8.5-7" fill="none" stroke="#fff" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round"/></svg>`;

function renderBlock(block: Block): string {
  switch (block.type) {
    case 'divider':
      return '<hr>';
    case 'header':
      return `<p class="heading">${renderText(block['text'])}</p>`;
    case 'context':
      return `<div class="context">${items(block['elements'])
        .map((item) => `<span>${renderElement(item)}</span>`)
        .join('')}</div>`;
    case 'actions':
      return `<div class="actions">${items(block['elements']).map(renderElement).join('')}</div>`;
    case 'section':
      return renderSection(block);
    default:
      return `<p class="note">(${escapeHtml(String(block.type))})</p>`;
  }
}

function renderSection(block: Block): string {
  const fields = items(block['fields']).map((field) => `<div>${renderText(field)}</div>`);
  return `<div class="section"><div>${block['text'] === undefined ? '' : renderText(block['text'])}
${fields.length === 0 ? '' : `<div class="fields">${fields.join('')}</div>`}</div>
${block['accessory'] === undefined ? '' : renderElement(block['accessory'])}</div>`;
}

function renderElement(element: unknown): string {
  const { type, url, text, style, alt_text } = element as Record<string, unknown>;
  // An image would be fetched from elsewhere: its words stand for it.
  if (type === 'image') return `<span class="note">${escapeHtml(String(alt_text))}</span>`;
  if (type !== 'button') return renderText(element);
  const label = String((text as Record<string, unknown>)['text']);
  const className = `button ${style === 'primary' || style === 'danger' ? style : ''}`;
  return typeof url === 'string'
    ? renderLink(url, label, className)
    : `<span class="${className}">${escapeHtml(label)}</span>`;
}

function renderText(value: unknown): string {
  const { type, text } = value as { type: string; text: string };
  return type === 'mrkdwn' ? renderMrkdwn(text) : escapeHtml(text).replaceAll('\n', '<br>');
}

function items(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
