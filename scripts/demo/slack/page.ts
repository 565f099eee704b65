// The stand-in Slack's page: a channel as people would see it, reloading itself.
import type { Channel } from './channels.ts';
import { escapeHtml } from './mrkdwn.ts';
import { pageStyle } from './page-assets.ts';
import { renderMessage, type Shown } from './page-post.ts';
import { pageScript } from './page-script.ts';
import type { Workspace } from './workspace.ts';

const SHOWN_POSTS = 200;

/** Null, or a name that no channel has, shows the first channel. */
export function renderPage(workspace: Workspace, asked: string | null): string {
  const channel = pickChannel(workspace, asked);
  const name = escapeHtml(channel.name);
  const people = workspace.users.map(
    (user) => `<option value="${escapeHtml(user.id)}">${escapeHtml(user.name)}</option>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>#${name} · stand-in Slack</title>
<style>${pageStyle}</style>
</head>
<body data-channel="${name}">
<aside aria-label="Workspace">
  <p class="team">${escapeHtml(workspace.team.name)}</p>
  <p class="about">Not Slack: a local stand-in with Slack’s API, limits and refusals, so that alerts can be seen without an account.</p>
  <p class="group">Channels</p>
  <nav aria-label="Channels">${workspace
    .channels()
    .map((one) => renderChannelName(one, one.id === channel.id))
    .join('\n')}</nav>
  <p class="group">Apps</p>
  <p class="channel app-name"><span class="dot"></span>LetterThief</p>
</aside>
<main>
  <header><h1><span>#</span>${name}</h1><p id="count"></p></header>
  <div id="posts" role="log" aria-label="Posts" tabindex="0">${renderChannel(workspace, asked)}</div>
  <footer>
    <p id="said" role="status"></p>
    <form id="composer">
      <label>Acting as <select id="acting">${people.join('')}</select></label>
      <input id="typed" aria-label="Command" placeholder="/letterthief …" autocomplete="off" spellcheck="false">
      <button class="button">Send</button>
    </form>
  </footer>
</main>
<dialog id="confirm" aria-labelledby="confirm-title">
  <h2 id="confirm-title"></h2><div id="confirm-text"></div>
  <div class="actions"><button type="button" class="button" id="confirm-no"></button><button type="button" class="button" id="confirm-yes"></button></div>
</dialog>
<script>${pageScript}</script>
</body>
</html>`;
}

/** The messages alone: what the page fetches again. */
export function renderChannel(workspace: Workspace, asked: string | null): string {
  const { id } = pickChannel(workspace, asked);
  const posts = workspace.posts.all(id);
  const counts = [
    `${posts.length} ${posts.length === 1 ? 'post' : 'posts'}`,
    ...(workspace.limitedCalls > 0 ? [`${workspace.limitedCalls} told to wait`] : []),
  ];
  const all: Shown[] = [
    ...posts.map((post): Shown => ({ post, seenBy: null })),
    ...workspace.ephemerals
      .filter((one) => one.channel === id)
      .map((post): Shown => ({ post, seenBy: workspace.findUser(post.user) ?? null })),
  ].sort((a, b) => Number(a.post.ts) - Number(b.post.ts));
  const shown = all.filter(isInChannel).slice(-SHOWN_POSTS);
  const messages =
    shown.length === 0
      ? '<p class="empty">Nothing has been posted yet. The first dead letter shows here within seconds.</p>'
      : shown.map((one, index) =>
          renderMessage(
            one,
            shown[index - 1],
            all.filter(({ post }) => post.threadTs === one.post.ts),
          ),
        );
  const html = [messages].flat().join('\n');
  return `<div data-count="${counts.join(' · ')}">${showNames(workspace, html)}</div>`;
}

/** A person who is mentioned shows by name. */
function showNames({ users }: Workspace, html: string): string {
  return users.reduce(
    (shown, { id, name }) =>
      shown.replaceAll(`<mark>@${id}</mark>`, () => `<mark>@${escapeHtml(name)}</mark>`),
    html,
  );
}

function isInChannel({ post }: Shown): boolean {
  return post.threadTs === null || ('isBroadcast' in post && post.isBroadcast);
}

function pickChannel(workspace: Workspace, asked: string | null): Channel {
  const found = workspace.findChannel(asked ?? '') ?? workspace.channels()[0];
  if (found === undefined) throw new Error('The stand-in Slack has no channel');
  return found;
}

function renderChannelName({ name, isArchived, isMember }: Channel, isOpen: boolean): string {
  const state = isArchived ? 'archived' : isMember ? '' : 'app not invited';
  const label = `<span>#</span>${escapeHtml(name)}${state === '' ? '' : `<small>${state}</small>`}`;
  return isOpen
    ? `<p class="channel on" aria-current="page">${label}</p>`
    : `<a class="channel" href="/?channel=${encodeURIComponent(name)}">${label}</a>`;
}
