// What of a body is sent to be seen: some lines, each short enough to be shown.
import type { JsonLine } from '#lib/domain/json-text.ts';
import type { JsonToken } from '#lib/domain/json-tokens.ts';
import { cutText, plain } from '#lib/domain/plain-text.ts';
import { mayUnfold } from './unfold.ts';

export type ShownToken = JsonToken & { cutChars?: number };

export type ShownLine = {
  /** Its place among all lines of the view, from 0. */
  at: number;
  /** What stands in the margin: its number, an offset, or nothing where a long line goes on. */
  number: string;
  depth: number;
  tokens: ShownToken[];
};

/** In characters. A text that may hold a message inside comes whole, so that it can be unfolded. */
const MAX_TOKEN = 4000;
const MAX_UNFOLDED = 64 * 1024;
const PIECE = 4000;
export const HEX_BYTES = 16;

/** A line before it is shown; a view that numbers its lines otherwise says how. */
export type LaidLine = JsonLine & { number?: string };

export function showLine({ depth, tokens, number }: LaidLine, at: number): ShownLine {
  return { at, number: number ?? String(at + 1), depth, tokens: tokens.map(showToken) };
}

function showToken(token: JsonToken): ShownToken {
  const isWhole = token.text.length <= MAX_UNFOLDED && token.kind === 'string' && mayUnfold(token.text);
  const cut = cutText(token.text, isWhole ? MAX_UNFOLDED : MAX_TOKEN);
  const cutChars = token.text.length - cut.length;
  // HTML loses NUL: a page would begin with other text than it goes on with.
  const text = plain(cut, cut.length);
  return cutChars === 0 ? { kind: token.kind, text } : { kind: token.kind, text, cutChars };
}

/** A long line goes on in further ones, without a number of their own. */
export function* layOutText(text: string): Generator<LaidLine> {
  let number = 0;
  for (let from = 0; from <= text.length;) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline;
    number += 1;
    let isFirst = true;
    do {
      const piece = cutText(text.slice(from, end), PIECE);
      yield { number: isFirst ? String(number) : '', depth: 0, tokens: [{ kind: 'plain', text: piece }] };
      isFirst = false;
      from += piece.length;
    } while (from < end);
    from = end + 1;
  }
}

/** Sixteen bytes a line: where they lie, what they are, and those that can be printed. `offset` is where `bytes` begin. */
export function* layOutHex(bytes: Uint8Array, offset: number): Generator<LaidLine> {
  for (let from = 0; from < bytes.length; from += HEX_BYTES) {
    const row = [...bytes.subarray(from, from + HEX_BYTES)];
    const pairs = row.map((byte) => byte.toString(16).padStart(2, '0'));
    const hex = `${pairs.slice(0, 8).join(' ')}  ${pairs.slice(8).join(' ')}`.padEnd(48);
    const printed = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'));
    yield {
      number: (offset + from).toString(16).padStart(8, '0'),
      depth: 0,
      tokens: [
        { kind: 'plain', text: `${hex} ` },
        { kind: 'note', text: printed.join('') },
      ],
    };
  }
}

/** The text of a line as a search sees it, and as it is copied. */
export function textOf({ tokens }: Pick<JsonLine, 'tokens'>): string {
  return tokens.map(({ text }) => text).join('');
}

/**
 * What is surely the same when more of the body is there: a head breaks off within a token, and what stands on one line is
 * decided by what follows.
 */
export function dropUnsure(lines: ShownLine[]): ShownLine[] {
  let chars = 0;
  let count = lines.length;
  while (count > 0 && chars < UNSURE_CHARS) chars += textOf(lines[--count]!).length;
  return lines.slice(0, count);
}
const UNSURE_CHARS = 300;
