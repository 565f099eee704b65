// Where the entries of an AMQP field table stand, and how long their values are, without reading them.
import { showUtf8 } from './bytes.ts';

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
    name: isNameWhole ? showUtf8(bytes, start + 1, nameEnd) : '',
    start,
    end: end ?? bytes.length,
    tagAt: isNameWhole ? nameEnd : start,
    isReadable: end !== null,
  };
}

/** Where the value whose tag stands at `tagAt` ends; null where the tag is unknown or the bytes end before it. */
export function findValueEnd(bytes: Uint8Array, tagAt: number, to = bytes.length): number | null {
  // Past the end stands no tag; 0 is none.
  let size = sizes[tagAt < to ? (bytes[tagAt] ?? 0) : 0] ?? UNKNOWN;
  if (size === SIZED) {
    if (tagAt + 5 > to) return null;
    size = 4 + readUint32(bytes, tagAt + 1);
  }
  if (size === UNKNOWN) return null;
  const end = tagAt + 1 + size;
  return end <= to ? end : null;
}

/** n.b. Unsigned: the multiplication keeps the highest bit from being a sign. */
function readUint32(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return a * 0x1000000 + ((b << 16) | (c << 8) | d);
}
