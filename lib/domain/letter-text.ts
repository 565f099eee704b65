// All of a letter that free text is looked for in, as parts for textOf (search-text.ts).
import { makeBody } from './body/body.ts';
import { fromBase64, showUtf8 } from './bytes.ts';
import { chooseViews, layOutAs } from './body/views.ts';
import type { HeaderValue } from './dead-letter.ts';
import { readFieldTable } from './field-table.ts';
import type { JsonLine } from './json-text.ts';
import { readProperties } from './properties.ts';
import { textOf, type SearchText } from './search-text.ts';

const MAX_LINES = 10_000;

export type SearchedLetter = {
  /** Null where looking into them may be what killed a worker. */
  propertyBytes: Uint8Array | null;
  errorType: string | null;
  errorMessage: string | null;
  errorStack: string | null;
  routingKey: string | null;
  /** Unpacked; at most MAX_SEARCHED_BODY. */
  body: Uint8Array;
  isBodyWhole: boolean;
};

export function textOfLetter(letter: SearchedLetter): SearchText {
  const { propertyBytes, errorType, errorMessage, errorStack, routingKey } = letter;
  const parts: string[] = [];
  let contentType: string | undefined;
  if (propertyBytes !== null) {
    const { properties, headers } = readProperties(propertyBytes);
    contentType = properties.contentType;
    parts.push(Object.values(properties).join(' '));
    for (const header of headers === null ? [] : readFieldTable(headers))
      parts.push(`${header.name} ${sayValue(header)}`);
  }
  // Mostly they were read from headers, and need not be read twice.
  for (const part of [errorType, errorMessage, errorStack, routingKey])
    if (part !== null && !parts.some((one) => one.includes(part))) parts.push(part);
  parts.push(readBody(letter, contentType));
  const { words, isCut } = textOf(parts);
  return { words, isCut: isCut || !letter.isBodyWhole };
}

/** Bytes as the text that is in them: nobody looks for their base64. */
function sayValue({ type, value, encoding }: HeaderValue): string {
  if (encoding === 'base64' || type === 'bytes') return showUtf8(fromBase64(String(value)));
  if (!Array.isArray(value)) return String(value);
  return (value as (HeaderValue & { name?: string })[])
    .map((inner) => `${inner.name ?? ''} ${sayValue(inner)}`)
    .join(' ');
}

/** As text; JSON with its escapes read; formats of bytes as the lines that a page shows. */
function readBody({ body: bytes, isBodyWhole, propertyBytes }: SearchedLetter, contentType?: string): string {
  const body = makeBody(bytes, contentType, isBodyWhole);
  if (body.isText || propertyBytes === null) return readEscapes(body.text);
  const { best } = chooseViews(body);
  if (best === 'text' || best === 'hex') return body.text;
  return takeLines(layOutAs(best, body));
}

function takeLines(lines: Iterator<JsonLine>): string {
  const said: string[] = [];
  for (let next = lines.next(); !next.done && said.length < MAX_LINES; next = lines.next())
    said.push(next.value.tokens.map(({ text }) => text).join(''));
  return said.join('\n');
}

/** JSON's: a line break written `\n` must not become a letter of the next word. */
function readEscapes(text: string): string {
  if (!text.includes('\\') || !/^\uFEFF?\s{0,1000}[{["]/.test(text)) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|.)/g, (_, hex: string | undefined) =>
    hex === undefined ? ' ' : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
