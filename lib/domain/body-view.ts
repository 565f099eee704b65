// What a body looks like before anything is done with it: its encoding, its characters, the view that suits it.
import { isJson } from './json-text.ts';
import { cutText } from './plain-text.ts';

export type BodyKind = 'json' | 'text' | 'binary';

/** Whether the bytes are gzip: by content_encoding, or by their first two bytes when nothing else was said. */
export function isGzip(bytes: Uint8Array, contentEncoding: string | undefined): boolean {
  return (
    /(^|[\s,])(x-)?gzip($|[\s,])/i.test(contentEncoding ?? '') || (bytes[0] === 0x1f && bytes[1] === 0x8b)
  );
}

/** The bytes as text in the charset that content_type names, else UTF-8. What cannot be read shows as U+FFFD. */
export function readBodyText(bytes: Uint8Array, contentType: string | undefined): string {
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  return decoderFor(charset).decode(bytes);
}

/** n.b. a head may end inside JSON, so only a whole body is held to be JSON for certain. */
export function kindOfBody(text: string, contentType: string | undefined, isWhole: boolean): BodyKind {
  if (!isMostlyText(text)) return 'binary';
  const begins = /^\uFEFF?\s*[{["]/.test(text);
  if (isWhole) return begins && isJson(text) ? 'json' : 'text';
  return begins && (/json/i.test(contentType ?? '') || /^\uFEFF?\s*[{[]/.test(text)) ? 'json' : 'text';
}

/** How many characters of a text could not be read, up to its last four, which a head may have cut. */
export function countUnread(text: string): number {
  return text.slice(0, -4).split('\uFFFD').length - 1;
}

export type TextLine = { text: string; cutChars: number };

/** The lines of a text; of a huge line only its beginning, so that showing it stays cheap. */
export function* readLines(text: string, maxChars: number): Generator<TextLine> {
  for (let at = 0; at <= text.length;) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const shown = cutText(text.slice(at, end), maxChars);
    yield { text: shown, cutChars: end - at - shown.length };
    at = end + 1;
  }
}

export type HexLine = { offset: string; hex: string; text: string };

/** Sixteen bytes from an offset: where they lie, what they are, and those that can be printed. */
export function readHexLine(bytes: Uint8Array, offset: number): HexLine {
  const row = [...bytes.subarray(offset, offset + 16)];
  const pairs = row.map((byte) => byte.toString(16).padStart(2, '0'));
  return {
    offset: offset.toString(16).padStart(8, '0'),
    hex: `${pairs.slice(0, 8).join(' ')}  ${pairs.slice(8).join(' ')}`.padEnd(48),
    text: row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join(''),
  };
}

function decoderFor(charset: string): { decode(bytes: Uint8Array): string } {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

function isMostlyText(text: string): boolean {
  const head = text.slice(0, 4096);
  // oxlint-disable-next-line no-control-regex -- control characters are what is counted
  const odd = head.match(/[\uFFFD\u0000-\u0008\u000E-\u001A\u001C-\u001F]/g)?.length ?? 0;
  return odd * 20 <= head.length;
}
