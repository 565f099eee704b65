// XML laid out for reading. Nothing is looked up or unfolded: an entity is shown as it was sent.
import type { JsonLine } from '#lib/domain/json-text.ts';
import type { JsonToken } from '#lib/domain/json-tokens.ts';

/** An element that holds no other and is so short stays on one line. */
const INLINE_CHARS = 120;

export function* layOutXml(text: string): Generator<JsonLine> {
  let depth = 0;
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length;) {
    if (text[at] !== '<') {
      const end = indexOr(text, '<', at);
      const content = text.slice(at, end).trim();
      if (content !== '') yield { depth, tokens: [{ kind: 'plain', text: content }] };
      at = end;
      continue;
    }
    const end = endOfMarkup(text, at);
    const markup = text.slice(at, end);
    at = end;
    if (/^<[!?]/.test(markup)) yield { depth, tokens: [{ kind: 'note', text: markup }] };
    else if (markup.startsWith('</')) {
      depth = Math.max(0, depth - 1);
      yield { depth, tokens: readTag(markup) };
    } else {
      const inline = markup.endsWith('/>') ? null : readInline(text, at, markup);
      if (inline !== null) {
        yield { depth, tokens: [...readTag(markup), ...inline.tokens] };
        at = inline.end;
      } else {
        yield { depth, tokens: readTag(markup) };
        if (!markup.endsWith('/>')) depth += 1;
      }
    }
  }
}

/** What follows a begun element up to its end, where that is near and there is only text. */
function readInline(text: string, at: number, markup: string): { tokens: JsonToken[]; end: number } | null {
  const window = text.slice(at, at + INLINE_CHARS * 2);
  const close = window.indexOf('<');
  if (close === -1 || close > INLINE_CHARS) return null;
  const name = nameOf(markup);
  if (!window.startsWith(`</${name}`, close)) return null;
  const end = window.indexOf('>', close);
  if (end === -1) return null;
  const content: JsonToken = { kind: 'plain', text: window.slice(0, close).trim() };
  return { tokens: [content, ...readTag(window.slice(close, end + 1))], end: at + end + 1 };
}

function nameOf(markup: string): string {
  return /^<\/?([^\s/>]{0,200})/.exec(markup)?.[1] ?? '';
}

/** Name, attributes and the signs around them. */
function readTag(markup: string): JsonToken[] {
  const name = nameOf(markup);
  const begin = markup.startsWith('</') ? '</' : '<';
  const tokens: JsonToken[] = [
    { kind: 'mark', text: begin },
    { kind: 'key', text: name },
  ];
  let rest = begin.length + name.length;
  for (const found of markup.slice(rest).matchAll(/([^\s=/>"']+)(\s*=\s*)("[^"]*"|'[^']*')/g)) {
    const start = begin.length + name.length + found.index;
    tokens.push({ kind: 'mark', text: markup.slice(rest, start) });
    tokens.push({ kind: 'word', text: found[1] ?? '' }, { kind: 'mark', text: found[2] ?? '' });
    tokens.push({ kind: 'string', text: found[3] ?? '' });
    rest = start + found[0].length;
  }
  tokens.push({ kind: 'mark', text: markup.slice(rest) });
  return tokens.filter((token) => token.text !== '');
}

/** n.b. a `>` inside of an attribute's quotes does not end the tag. */
function endOfMarkup(text: string, at: number): number {
  if (text.startsWith('<!--', at)) return after(text, '-->', at);
  if (text.startsWith('<![CDATA[', at)) return after(text, ']]>', at);
  if (text.startsWith('<?', at)) return after(text, '?>', at);
  let quote = '';
  let brackets = 0;
  for (let end = at + 1; end < text.length; end += 1) {
    const char = text.charAt(end);
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '[') brackets += 1;
    else if (char === ']') brackets -= 1;
    else if (char === '>' && brackets <= 0) return end + 1;
  }
  return text.length;
}

function after(text: string, sign: string, at: number): number {
  const found = text.indexOf(sign, at);
  return found === -1 ? text.length : found + sign.length;
}

function indexOr(text: string, sign: string, at: number): number {
  const found = text.indexOf(sign, at);
  return found === -1 ? text.length : found;
}
