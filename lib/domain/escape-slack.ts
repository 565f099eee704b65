// Text that came over the wire, made safe for Slack: it can neither ping anybody, nor format, nor reorder what stands around it.
// Slack's rules: https://docs.slack.dev/messaging/formatting-message-text (escape &, < and > alone).

import { showUnprintable } from './show-unprintable.ts';

const MORE_ROOM = 40;

/**
 * Foreign text as one line in a code span of at most `max` characters, markup and escapes counted. In a code span Slack
 * formats nothing, so only backticks, line ends and blank edges need care.
 */
export function codeSpan(text: string, max: number): string {
  const line = showUnprintable(text.replace(/\r\n|[\r\n\u0085\u2028\u2029]/g, ' ⏎ '))
    .replaceAll('\t', ' ')
    .replaceAll('`', 'ˋ');
  if (line === '') return '_(empty)_';
  return `\`${escapeWithin(showEdges(line), max - 2, (left) => `… ${count(left)} more`)}\``;
}

/** Foreign text as a code block of at most `max` characters; says how many characters were cut. Empty for blank text. */
export function codeBlock(text: string, max: number): string {
  const lines = showUnprintable(text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n'))
    .replaceAll('`', 'ˋ')
    .trim();
  if (lines === '') return '';
  return `\`\`\`${escapeWithin(lines, max - 6, (left) => `\n… ${count(left)} more characters`)}\`\`\``;
}

/** Foreign text as plain words of at most `max` characters, for places where nothing is formatted. */
export function plainLine(text: string, max: number): string {
  const line = showUnprintable(text).replace(/\s+/g, ' ').trim();
  return escapeWithin(line, max, (left) => `… ${count(left)} more characters`);
}

/** A link that Slack shows as `label`; both are ours, the address may hold anything a URL may. */
export function link(url: string, label: string): string {
  return linkEscaped(url, escapeSlack(label));
}

/** The same for a label that is escaped already (plainLine), and holds no "|". */
export function linkEscaped(url: string, label: string): string {
  const address = url.replace(/[<>|\s]/g, (char) => encodeURIComponent(char)).replaceAll('&', '&amp;');
  return `<${address}|${label}>`;
}

/** The three characters that Slack gives a meaning, as it wants them escaped. */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** n.b. no / +$/: it takes seconds for a long run of blanks within. */
function showEdges(line: string): string {
  const inner = line.trim();
  if (inner === '') return '␣'.repeat(line.length);
  const start = line.indexOf(inner);
  return `${'␣'.repeat(start)}${inner}${'␣'.repeat(line.length - start - inner.length)}`;
}

/** A number with its thousands set apart. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Escapes as much as fits into `max` characters, whole code points only, and says what was left out. */
function escapeWithin(text: string, max: number, say: (left: number) => string): string {
  const whole = escapeSlack(text);
  if (whole.length <= max) return whole;
  const points = Array.from(text);
  let kept = '';
  let taken = 0;
  for (const point of points) {
    const escaped = escapeSlack(point);
    if (kept.length + escaped.length > max - MORE_ROOM) break;
    kept += escaped;
    taken += 1;
  }
  return kept + say(points.length - taken);
}
