// Reads AMQP field tables (headers and what nests in them) without loss of type, order or duplicates.
import { readUtf8, showUtf8, toBase64 } from './bytes.ts';
import type { Header, HeaderType, HeaderValue } from './dead-letter.ts';

/** Deeper tables and arrays are shown as bytes: a stack must not depend on what somebody sent. */
const maxDepth = 64;

// Tags as RabbitMQ reads them (rabbit_binary_parser.erl; the errata page of AMQP 0-9-1): s is int16, u uint16, B uint8.
// L is read by the broker as a signed 64-bit integer, just as l, though the specification's grammar has two meanings for them.
const tagsBySize = ['V', 'tbB', 'su', '', 'Iif', 'D', '', '', 'lLdT'];
const sizedTags = 'SxAF';
/** By tag: how many bytes its value takes, or one of these. */
const UNKNOWN = -1;
const SIZED = -2;
const sizes = new Int8Array(256).fill(UNKNOWN);
for (const [size, tags] of tagsBySize.entries()) for (const tag of tags) sizes[tag.charCodeAt(0)] = size;
for (const tag of sizedTags) sizes[tag.charCodeAt(0)] = SIZED;

/** One top-level entry of a table: the bytes from `start` to `end` are the whole of it, name included. */
export type TableEntry = {
  name: string;
  start: number;
  end: number;
  /** Where its type tag stands. */
  tagAt: number;
  /** False for the last one where it and what follows cannot be told apart: a tag nobody knows, or cut off. */
  isReadable: boolean;
};

/** Reads a table's entries (without the 4 bytes of length before them). Total: any bytes give an answer. */
export function readFieldTable(bytes: Uint8Array): Header[] {
  return readTable(bytes, 0);
}

/** Where each top-level entry stands, so that a table can be copied with some left out and the rest byte for byte. */
export function listEntries(bytes: Uint8Array): TableEntry[] {
  const entries: TableEntry[] = [];
  let start = 0;
  while (start < bytes.length) {
    const entry = entryAt(bytes, start);
    entries.push(entry);
    start = entry.end;
  }
  return entries;
}

/** The entry that begins at `start`, a place within the bytes. */
export function entryAt(bytes: Uint8Array, start: number): TableEntry {
  const nameEnd = start + 1 + (bytes[start] ?? 0);
  const isNameWhole = nameEnd <= bytes.length;
  const end = isNameWhole ? findValueEnd(bytes, nameEnd) : null;
  return {
    name: isNameWhole ? showUtf8(bytes.subarray(start + 1, nameEnd)) : '',
    start,
    end: end ?? bytes.length,
    tagAt: isNameWhole ? nameEnd : start,
    isReadable: end !== null,
  };
}

function readTable(bytes: Uint8Array, depth: number): Header[] {
  // n.b. Without listEntries() and spreads: this is done for each letter that is drained.
  const headers: Header[] = [];
  for (let start = 0; start < bytes.length;) {
    const nameEnd = start + 1 + (bytes[start] ?? 0);
    const isNameWhole = nameEnd <= bytes.length;
    const end = isNameWhole ? findValueEnd(bytes, nameEnd) : null;
    const taggedBytes = bytes.subarray(isNameWhole ? nameEnd : start, end ?? bytes.length);
    const read = end === null ? unknownValue(taggedBytes) : readValue(taggedBytes, depth);
    const name = isNameWhole ? showUtf8(bytes.subarray(start + 1, nameEnd)) : '';
    const { type, value, encoding } = read;
    headers.push(encoding === undefined ? { name, type, value } : { name, type, value, encoding });
    start = end ?? bytes.length;
  }
  return headers;
}

function readArray(bytes: Uint8Array, depth: number): HeaderValue[] {
  const values: HeaderValue[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = findValueEnd(bytes, at);
    const taggedBytes = bytes.subarray(at, end ?? bytes.length);
    values.push(end === null ? unknownValue(taggedBytes) : readValue(taggedBytes, depth));
    at = end ?? bytes.length;
  }
  return values;
}

/** Where the value whose tag stands at `tagAt` ends; null where the tag is unknown or the bytes end before it. */
export function findValueEnd(bytes: Uint8Array, tagAt: number): number | null {
  let size = sizes[bytes[tagAt] ?? 0] ?? UNKNOWN;
  if (size === SIZED) {
    if (tagAt + 5 > bytes.length) return null;
    size = 4 + readUint32(bytes, tagAt + 1);
  }
  if (size === UNKNOWN) return null;
  const end = tagAt + 1 + size;
  return end <= bytes.length ? end : null;
}

/** Reads a whole value, tag first. */
function readValue(taggedBytes: Uint8Array, depth: number): HeaderValue {
  const tag = String.fromCharCode(taggedBytes[0] ?? 0);
  if (tag === 'S') return readText(taggedBytes.subarray(5));
  const view = viewOf(taggedBytes);
  const sized = taggedBytes.subarray(5);
  switch (tag) {
    case 't':
      return { type: 'boolean', value: view.getUint8(1) !== 0 };
    case 'b':
      return { type: 'int8', value: view.getInt8(1) };
    case 'B':
      return { type: 'uint8', value: view.getUint8(1) };
    case 's':
      return { type: 'int16', value: view.getInt16(1) };
    case 'u':
      return { type: 'uint16', value: view.getUint16(1) };
    case 'I':
      return { type: 'int32', value: view.getInt32(1) };
    case 'i':
      return { type: 'uint32', value: view.getUint32(1) };
    case 'l':
    case 'L':
      return { type: 'int64', value: view.getBigInt64(1).toString() };
    case 'T':
      return { type: 'timestamp', value: view.getBigUint64(1).toString() };
    case 'f':
      return { type: 'float', value: sayFloat(view.getFloat32(1)) };
    case 'd':
      return { type: 'double', value: sayFloat(view.getFloat64(1)) };
    case 'D':
      return { type: 'decimal', value: sayDecimal(view.getUint8(1), view.getUint32(2)) };
    case 'V':
      return { type: 'void', value: null };
    case 'x':
      return { type: 'bytes', value: toBase64(sized) };
    case 'A':
      return readNested('array', sized, depth, readArray) ?? unknownValue(taggedBytes);
    case 'F':
      return readNested('table', sized, depth, readTable) ?? unknownValue(taggedBytes);
    default:
      return unknownValue(taggedBytes);
  }
}

function readNested(
  type: HeaderType,
  bytes: Uint8Array,
  depth: number,
  read: (bytes: Uint8Array, depth: number) => HeaderValue[],
): HeaderValue | null {
  return depth < maxDepth ? { type, value: read(bytes, depth + 1) } : null;
}

function readText(bytes: Uint8Array): HeaderValue {
  const text = readUtf8(bytes);
  return text === null
    ? { type: 'longstr', value: toBase64(bytes), encoding: 'base64' }
    : { type: 'longstr', value: text };
}

function unknownValue(taggedBytes: Uint8Array): HeaderValue {
  return { type: 'unknown', value: toBase64(taggedBytes), encoding: 'base64' };
}

/** JSON has no word for these. */
function sayFloat(value: number): number | string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}

function sayDecimal(places: number, digits: number): string {
  const text = String(digits).padStart(places + 1, '0');
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
}

/** n.b. Unsigned: the multiplication keeps the highest bit from being a sign. */
function readUint32(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return a * 0x1000000 + ((b << 16) | (c << 8) | d);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
