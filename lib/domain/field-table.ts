// Reads AMQP field tables (headers and what nests in them) without loss of type, order or duplicates.
import { readUtf8, showUtf8, toBase64 } from './bytes.ts';
import type { Header, HeaderType, HeaderValue } from './dead-letter.ts';
import { findValueEnd } from './table-entries.ts';

/** Deeper tables and arrays are shown as bytes: a stack must not depend on what somebody sent. */
const maxDepth = 64;

/** Reads a table's entries (without the 4 bytes of length before them). Total: any bytes give an answer. */
export function readFieldTable(bytes: Uint8Array): Header[] {
  return readTable(bytes, 0, bytes.length, 0);
}

/** The entries in these ranges of a table (find-entries.ts), as readFieldTable would read them. */
export function readRanges(bytes: Uint8Array, ranges: readonly number[]): Header[] {
  const headers: Header[] = [];
  for (let index = 0; index < ranges.length; index += 2)
    readTable(bytes, ranges[index] ?? 0, ranges[index + 1] ?? 0, 0, headers);
  return headers;
}

/** n.b. By places in one array, without views of its parts: this is done for each letter that is drained. */
function readTable(
  bytes: Uint8Array,
  from: number,
  to: number,
  depth: number,
  headers: Header[] = [],
): Header[] {
  for (let start = from; start < to;) {
    const nameEnd = start + 1 + (bytes[start] ?? 0);
    const isNameWhole = nameEnd <= to;
    const end = isNameWhole ? findValueEnd(bytes, nameEnd, to) : null;
    const { type, value, encoding } = readWhole(bytes, isNameWhole ? nameEnd : start, end, to, depth);
    const name = isNameWhole ? showUtf8(bytes, start + 1, nameEnd) : '';
    headers.push(encoding === undefined ? { name, type, value } : { name, type, value, encoding });
    start = end ?? to;
  }
  return headers;
}

function readArray(bytes: Uint8Array, from: number, to: number, depth: number): HeaderValue[] {
  const values: HeaderValue[] = [];
  for (let at = from; at < to;) {
    const end = findValueEnd(bytes, at, to);
    values.push(readWhole(bytes, at, end, to, depth));
    at = end ?? to;
  }
  return values;
}

/** `end` is null where the value cannot be told from what follows it. */
function readWhole(
  bytes: Uint8Array,
  tagAt: number,
  end: number | null,
  to: number,
  depth: number,
): HeaderValue {
  return end === null ? unknownValue(bytes.subarray(tagAt, to)) : readValue(bytes, tagAt, end, depth);
}

/** Reads a whole value, from its tag to its end. */
function readValue(bytes: Uint8Array, tagAt: number, end: number, depth: number): HeaderValue {
  const tag = String.fromCharCode(bytes[tagAt] ?? 0);
  if (tag === 'S') return readText(bytes, tagAt + 5, end);
  if (tag === 'A') return readNested('array', bytes, tagAt, end, depth, readArray);
  if (tag === 'F') return readNested('table', bytes, tagAt, end, depth, readTable);
  const view = new DataView(bytes.buffer, bytes.byteOffset + tagAt, end - tagAt);
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
      return { type: 'bytes', value: toBase64(bytes.subarray(tagAt + 5, end)) };
    default:
      return unknownValue(bytes.subarray(tagAt, end));
  }
}

function readNested(
  type: HeaderType,
  bytes: Uint8Array,
  tagAt: number,
  end: number,
  depth: number,
  read: (bytes: Uint8Array, from: number, to: number, depth: number) => HeaderValue[],
): HeaderValue {
  if (depth >= maxDepth) return unknownValue(bytes.subarray(tagAt, end));
  return { type, value: read(bytes, tagAt + 5, end, depth + 1) };
}

function readText(bytes: Uint8Array, start: number, end: number): HeaderValue {
  const text = readUtf8(bytes, start, end);
  return text === null
    ? { type: 'longstr', value: toBase64(bytes.subarray(start, end)), encoding: 'base64' }
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
