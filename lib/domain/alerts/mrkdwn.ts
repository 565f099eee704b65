// Slack's mrkdwn as a tree, as Slack reads it (https://docs.slack.dev/messaging/formatting-message-text). Total: it cannot throw.

export type Mark = 'bold' | 'italic' | 'strike';
export type Inline =
  | { kind: 'text' | 'code' | 'mention'; text: string }
  | { kind: 'link'; url: string; text: string }
  | { kind: 'date'; at: number; format: string; text: string }
  | { kind: Mark; parts: Inline[] };
export type TextBlock = { kind: 'code_block'; text: string } | { kind: 'line' | 'quote'; parts: Inline[] };

const marks: Record<string, Mark> = { '*': 'bold', _: 'italic', '~': 'strike' };
/** In JavaScript's milliseconds, what a Date can hold. */
const LAST_SECOND = 8.64e12;

export function readMrkdwn(text: string): TextBlock[] {
  return text.split(/\n?(```[\s\S]+?```)\n?/).flatMap((part, at): TextBlock[] => {
    if (at % 2 === 1) return [{ kind: 'code_block', text: bare(part.slice(3, -3).replace(/^\n|\n$/g, '')) }];
    return part === '' ? [] : part.split('\n').map(readLine);
  });
}

function readLine(line: string): TextBlock {
  const quoted = /^(?:>|&gt;) ?(.*)$/.exec(line)?.[1];
  return { kind: quoted === undefined ? 'line' : 'quote', parts: readInline(quoted ?? line) };
}

/** What stands in code, or between < and >, is one piece: marks go around it, never into it. */
function readInline(line: string): Inline[] {
  const pieces: Inline[] = [];
  const marked = line
    .replaceAll('\0', '\uFFFD')
    .replace(/`([^`]+)`|<([^<>]+)>/g, (whole, code?: string, control?: string) => {
      pieces.push(
        code === undefined ? readControl(control ?? '', whole) : { kind: 'code', text: bare(code) },
      );
      return `\0${pieces.length - 1}\0`;
    });
  return readMarks(marked, pieces);
}

function readMarks(text: string, pieces: readonly Inline[]): Inline[] {
  const found = /(?<=^|[\s(*_~])([*_~])(?=\S)([^\n]*?\S)\1(?=$|[\s.,:;!?)*_~])/.exec(text);
  const mark = marks[found?.[1] ?? ''];
  if (found === null || mark === undefined) return readPieces(text, pieces);
  return [
    ...readPieces(text.slice(0, found.index), pieces),
    { kind: mark, parts: readMarks(found[2] ?? '', pieces) },
    ...readMarks(text.slice(found.index + found[0].length), pieces),
  ];
}

function readPieces(text: string, pieces: readonly Inline[]): Inline[] {
  return text.split('\0').flatMap((part, at): Inline[] => {
    if (at % 2 === 1) return pieces.slice(Number(part), Number(part) + 1);
    return part === '' ? [] : [{ kind: 'text', text: nameEmoji(decode(part)) }];
  });
}

/** A link, a date or somebody who is mentioned; what is none of them stands as it came. */
function readControl(control: string, whole: string): Inline {
  const [target = '', label] = splitAt(control, '|').map(decode);
  if (target.startsWith('!date^')) return readDate(target, label ?? '');
  const mentioned = /^(?:!subteam\^|[@#!])(.*)$/.exec(target)?.[1];
  if (mentioned !== undefined)
    return { kind: 'mention', text: label ?? `${target.startsWith('#') ? '#' : '@'}${mentioned}` };
  if (/^https?:\/\//.test(target)) return { kind: 'link', url: target, text: label ?? target };
  return { kind: 'text', text: decode(whole) };
}

function readDate(target: string, fallback: string): Inline {
  const [, seconds = '', format = ''] = target.split('^');
  const at = Number(seconds);
  if (!/^-?\d+$/.test(seconds) || Math.abs(at) > LAST_SECOND) return { kind: 'text', text: fallback };
  return { kind: 'date', at: at * 1000, format, text: fallback };
}

/** Code is shown without its links. */
function bare(text: string): string {
  return decode(
    text.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (_, target: string, label?: string) => label ?? target),
  );
}

function splitAt(text: string, sign: string): string[] {
  const at = text.indexOf(sign);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Slack knows these three entities. */
function decode(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

const emoji: Record<string, string> = {
  leftwards_arrow_with_hook: '↩️',
  raised_hand: '✋',
  repeat: '🔁',
  rotating_light: '🚨',
  warning: '⚠️',
  white_check_mark: '✓',
  zzz: '💤',
};

function nameEmoji(text: string): string {
  return text.replace(/:([a-z_]+):/g, (whole, name: string) => emoji[name] ?? whole);
}
