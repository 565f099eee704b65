// JSON laid out for reading, from its own characters: numbers and strings stay exactly as they were sent. Total on garbage.

import { readTokens, TokenQueue, type JsonToken } from './json-tokens.ts';

export type JsonLine = { depth: number; tokens: JsonToken[] };

/** A container that has no other inside and fits in so many characters stays on one line. */
const INLINE_CHARS = 64;

/** Whether the whole text is JSON. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function layOutJson(text: string): Generator<JsonLine> {
  return layOut(readTokens(text));
}

/** Lines for reading, made as they are asked for, so that the first screen of 20 MB costs one screen. */
export function* layOut(source: Iterator<JsonToken>): Generator<JsonLine> {
  const tokens = new TokenQueue(source);
  let line: JsonLine = { depth: 0, tokens: [] };
  let depth = 0;
  const lines: JsonLine[] = [];
  const breakLine = () => {
    if (line.tokens.length > 0) lines.push(line);
    line = { depth, tokens: [] };
  };
  for (let token = tokens.take(); token !== undefined; token = tokens.take()) {
    if (token.text === '{' || token.text === '[') {
      const inside = readInline(token, tokens);
      if (inside === null) {
        line.tokens.push(token);
        depth += 1;
        breakLine();
      } else line.tokens.push(...inside);
    } else if (token.text === '}' || token.text === ']') {
      depth = Math.max(0, depth - 1);
      breakLine();
      line.tokens.push(token);
    } else if (token.text === ',') {
      line.tokens.push(token);
      breakLine();
    } else if (token.text === ':') line.tokens.push(colon);
    else line.tokens.push(asKey(token, tokens));
    // Values that follow one another with no comma (JSON lines) stand on lines of their own.
    if (depth === 0 && isEndOfValue(line.tokens.at(-1)) && !isJoined(tokens.peek())) breakLine();
    yield* lines.splice(0);
  }
  breakLine();
  yield* lines;
}

const colon: JsonToken = { kind: 'mark', text: ': ' };

function readInline(open: JsonToken, tokens: TokenQueue): JsonToken[] | null {
  const close = open.text === '{' ? '}' : ']';
  let chars = 0;
  for (let index = 0; ; index += 1) {
    const token = tokens.peek(index);
    if (token === undefined || token.text === '{' || token.text === '[') return null;
    if (token.text === '}' || token.text === ']') {
      if (token.text !== close) return null;
      if (index === 0) return [{ kind: 'mark', text: open.text + (tokens.take()?.text ?? '') }];
      break;
    }
    chars += token.text.length + 1;
    if (chars > INLINE_CHARS) return null;
  }
  const inside: JsonToken[] = [{ kind: 'mark', text: `${open.text} ` }];
  for (let token = tokens.take(); token !== undefined; token = tokens.take()) {
    if (token.text === close) return [...inside, { kind: 'mark', text: ` ${close}` }];
    if (token.text === ',') inside.push({ kind: 'mark', text: ', ' });
    else inside.push(token.text === ':' ? colon : asKey(token, tokens));
  }
  return inside;
}

function asKey(token: JsonToken, tokens: TokenQueue): JsonToken {
  return token.kind === 'string' && tokens.peek()?.text === ':' ? { kind: 'key', text: token.text } : token;
}

function isEndOfValue(token: JsonToken | undefined): boolean {
  if (token === undefined || token.kind === 'key' || token.kind === 'note') return false;
  return !/^[{[,:]\s?$/.test(token.text);
}

function isJoined(token: JsonToken | undefined): boolean {
  return token === undefined || token.text === ',' || token.text === ':' || token.kind === 'bad';
}
