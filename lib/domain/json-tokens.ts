// JSON cut into tokens. Any text can be cut: what JSON does not know becomes a token too, and no character but white space is lost.

/** JSON's own kinds; and of other formats: bytes, a `note` on the value that follows, and text of no kind (`plain`). */
export const tokenKinds = [
  'key',
  'string',
  'number',
  'word',
  'mark',
  'bad',
  'bytes',
  'note',
  'plain',
] as const;
export type JsonToken = { kind: (typeof tokenKinds)[number]; text: string };

const MARKS = '{}[],:';

/** Every token in order; only the white space between them is lost. */
export function* readTokens(text: string): Generator<JsonToken> {
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (isSpace(char)) {
      at += 1;
      continue;
    }
    const end = endOfToken(text, at, char);
    yield { kind: kindOf(char), text: text.slice(at, end) };
    at = end;
  }
}

/** Tokens that can be looked at before they are taken. */
export class TokenQueue {
  readonly #source: Iterator<JsonToken>;
  readonly #seen: JsonToken[] = [];

  constructor(source: Iterator<JsonToken>) {
    this.#source = source;
  }

  peek(index = 0): JsonToken | undefined {
    while (this.#seen.length <= index) {
      const next = this.#source.next();
      if (next.done === true) return undefined;
      this.#seen.push(next.value);
    }
    return this.#seen[index];
  }

  take(): JsonToken | undefined {
    const token = this.peek();
    this.#seen.shift();
    return token;
  }
}

function kindOf(char: string): JsonToken['kind'] {
  if (char === '"') return 'string';
  if (MARKS.includes(char)) return 'mark';
  if (/[-+0-9]/.test(char)) return 'number';
  return /[A-Za-z_$]/.test(char) ? 'word' : 'bad';
}

function endOfToken(text: string, start: number, char: string): number {
  if (char === '"') return endOfString(text, start);
  if (MARKS.includes(char)) return start + 1;
  let end = start + 1;
  while (
    end < text.length &&
    !isSpace(text.charAt(end)) &&
    !MARKS.includes(text.charAt(end)) &&
    text[end] !== '"'
  )
    end += 1;
  return end;
}

/** n.b. no regular expression: one that alternates overflows the stack on a string of megabytes. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\n' || char === '\r' || char === '\t';
}
