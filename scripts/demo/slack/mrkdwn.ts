// Slack's mrkdwn as HTML, and whom it pings (https://docs.slack.dev/messaging/formatting-message-text).
import type { Block } from './blocks.ts';

/** The text as HTML. All that is not markup is escaped; only http(s) addresses become links. */
export function renderMrkdwn(text: string): string {
  return text
    .split(/\n?(```[\s\S]+?```)\n?/)
    .map((part, index) =>
      index % 2 === 1
        ? `<pre tabindex="0">${renderControls(part.slice(3, -3).replace(/^\n|\n$/g, ''))}</pre>`
        : renderLines(part),
    )
    .join('');
}

/** A line that begins with > is quoted. */
function renderLines(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const quoted = /^(?:>|&gt;) ?(.*)$/.exec(line)?.[1];
      return quoted === undefined
        ? `${renderSpans(line)}\n`
        : `<blockquote>${renderSpans(quoted)}</blockquote>`;
    })
    .join('')
    .replace(/\n$/, '')
    .replaceAll('\n<blockquote>', '<blockquote>')
    .replaceAll('\n', '<br>');
}

/** Code and controls are set aside while marks are looked for: bold or struck text may hold a link. */
function renderSpans(line: string): string {
  const aside: string[] = [];
  const keep = (html: string) => `\uE000${aside.push(html) - 1}\uE001`;
  const rest = line
    .replace(/[\uE000\uE001]/g, '\uFFFD')
    .replace(/`[^`]+`|<[^<>\n]+>/g, (part) =>
      keep(
        part.startsWith('`')
          ? `<code>${renderControls(part.slice(1, -1))}</code>`
          : renderControl(part.slice(1, -1)),
      ),
    );
  return renderMarks(rest).replace(/\uE000(\d+)\uE001/g, (_, at: string) => aside[Number(at)] ?? '');
}

/** Bold, italic and struck text, where the marks stand at the edges of words or of one another. */
function renderMarks(text: string): string {
  return spaced(escapeHtml(decodeEntities(text)))
    .replace(/(^|[\s(_~])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?=$|[\s.,:;!?)_~])/g, '$1<b>$2</b>')
    .replace(/(^|[\s(>~])_([^\s_](?:[^_\n]*[^\s_])?)_(?=$|[\s.,:;!?)<~])/g, '$1<i>$2</i>')
    .replace(/(^|[\s(>])~([^\s~](?:[^~\n]*[^\s~])?)~(?=$|[\s.,:;!?)<])/g, '$1<s>$2</s>');
}

/** Runs of blanks keep their width. */
function spaced(html: string): string {
  return html.replace(/ {2,}/g, (blanks) => `${'\u00A0'.repeat(blanks.length - 1)} `);
}

function renderControls(text: string): string {
  return text
    .split(/(<[^<>\n]+>)/)
    .map((part, index) =>
      index % 2 === 1 ? renderControl(part.slice(1, -1)) : escapeHtml(decodeEntities(part)),
    )
    .join('');
}

/** What stands between < and >: a link, a date or somebody who is pinged. */
function renderControl(control: string): string {
  const [target = '', label] = splitOnce(decodeEntities(control), '|');
  if (target.startsWith('!date^')) return renderDate(target, label ?? '');
  if (/^[!@#]/.test(target)) return `<mark>${escapeHtml(label ?? target.replace(/^!/, '@'))}</mark>`;
  if (/^https?:\/\//.test(target)) return renderLink(target, label ?? target);
  return escapeHtml(`<${control}>`);
}

/** A link that opens beside the page and tells the other side nothing about it. */
export function renderLink(url: string, label: string, className = ''): string {
  if (!/^https?:\/\//.test(url)) return escapeHtml(label);
  const style = className === '' ? '' : ` class="${className}"`;
  return `<a href="${escapeHtml(url)}" target="_blank" rel="noopener noreferrer"${style}>${escapeHtml(label)}</a>`;
}

function renderDate(target: string, fallback: string): string {
  const seconds = Number(target.split('^')[1]);
  if (!Number.isFinite(seconds) || Math.abs(seconds) > 8.64e12) return escapeHtml(fallback);
  const time = new Date(seconds * 1000);
  const isToday = time.toDateString() === new Date().toDateString();
  const day = isToday ? 'today' : time.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  const clock = time.toLocaleTimeString('en-GB');
  const words = (target.split('^')[2] ?? '')
    .replaceAll('{date_short_pretty}', day)
    .replaceAll('{time_secs}', clock)
    .replaceAll('{time}', clock.slice(0, 5));
  return `<time datetime="${time.toISOString()}" title="${escapeHtml(fallback)}">${escapeHtml(words)}</time>`;
}

function splitOnce(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Slack knows these three entities. */
function decodeEntities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Whom a post pings: <!channel>, <@U…>, and bare @channel where the post asked Slack to look for names. */
export function findPings(text: string, blocks: readonly Block[], values: Record<string, unknown>): string[] {
  const isLinking = values['parse'] === 'full' || String(values['link_names'] ?? '') === 'true';
  const texts = [{ text, isVerbatim: !isLinking }, ...textsOf(blocks)];
  const pings = texts.flatMap((one) => {
    const marked = [
      ...one.text.matchAll(/<(?:!(channel|here|everyone|subteam\^\w+)|@([UW]\w+))(?:\|[^>]*)?>/g),
    ];
    const bare = one.isVerbatim ? [] : [...one.text.matchAll(/(?:^|\s)@(channel|here|everyone)\b/g)];
    return [...marked, ...bare].map((match) => match[1] ?? match[2] ?? '');
  });
  return [...new Set(pings)];
}

function textsOf(value: unknown): { text: string; isVerbatim: boolean }[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text, verbatim } = value as Record<string, unknown>;
  if (type === 'mrkdwn' && typeof text === 'string') return [{ text, isVerbatim: verbatim === true }];
  return Object.values(value).flatMap(textsOf);
}
