// CBOR (RFC 8949).
import type { JsonToken } from '#lib/domain/json-tokens.ts';
import { Cursor, Unreadable } from './cursor.ts';
import { readTree, type Step } from './tree.ts';
import * as show from './values.ts';

/** Tags that people meet (RFC 8949 §3.4), in words; others by their number. */
const tags: Record<string, string> = {
  '0': 'time',
  '1': 'time',
  '2': 'big integer',
  '3': 'negative big integer',
  '24': 'CBOR',
  '32': 'URI',
  '37': 'UUID',
  '55799': 'CBOR',
};
const MAX_BIG_BYTES = 128;

export function readCbor(body: Uint8Array, isWhole: boolean): Generator<JsonToken> {
  const cursor = new Cursor(body);
  return readTree(cursor, isWhole, () => readStep(cursor));
}

function readStep(cursor: Cursor): Step {
  const notes: string[] = [];
  let tag: bigint | null = null;
  for (;;) {
    const head = cursor.u8();
    const major = head >> 5;
    if (major !== 6) return withNote(readItem(cursor, major, head & 31, tag), notes);
    tag = readCount(cursor, head & 31);
    notes.push(tags[String(tag)] ?? `tag ${tag}`);
    if (notes.length > 16) throw new Unreadable('a tag of a tag, again and again');
  }
}

function withNote(step: Step, notes: readonly string[]): Step {
  return step === 'end' || notes.length === 0 ? step : { ...step, note: notes.join(', ') };
}

function readItem(cursor: Cursor, major: number, info: number, tag: bigint | null): Step {
  const isOpenEnded = info === 31;
  if (major === 7) return readSimple(cursor, info);
  if (major === 4 || major === 5) {
    const count = isOpenEnded ? null : Number(readCount(cursor, info));
    return { open: major === 5 ? 'map' : 'array', count };
  }
  if (major === 2 || major === 3) {
    const held = isOpenEnded ? readChunks(cursor, major) : cursor.take(Number(readCount(cursor, info)));
    return { value: major === 3 ? show.text(new TextDecoder().decode(held)) : readBytes(held, tag) };
  }
  const count = readCount(cursor, info);
  const value = major === 1 ? -1n - count : count;
  return { value: tag === 1n ? show.moment(Number(value)) : show.number(value) };
}

function readBytes(held: Uint8Array, tag: bigint | null): JsonToken {
  if ((tag !== 2n && tag !== 3n) || held.length === 0 || held.length > MAX_BIG_BYTES) return show.bytes(held);
  const big = BigInt(`0x${[...held].map((one) => one.toString(16).padStart(2, '0')).join('')}`);
  return show.number(tag === 2n ? big : -1n - big);
}

function readSimple(cursor: Cursor, info: number): Step {
  if (info === 31) return 'end';
  if (info === 20 || info === 21) return { value: show.bool(info === 21) };
  if (info === 22 || info === 23) return { value: show.word(info === 22 ? 'null' : 'undefined') };
  if (info === 25) return { value: show.float(readHalf(cursor.u16())) };
  if (info === 26) return { value: show.float(cursor.f32()) };
  if (info === 27) return { value: show.float(cursor.f64()) };
  return { value: show.word(`simple(${info === 24 ? cursor.u8() : info})`) };
}

/** IEEE 754 binary16 (RFC 8949, appendix D). */
function readHalf(half: number): number {
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  const sign = half & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function readCount(cursor: Cursor, info: number): bigint {
  if (info < 24) return BigInt(info);
  if (info === 24) return BigInt(cursor.u8());
  if (info === 25) return BigInt(cursor.u16());
  if (info === 26) return BigInt(cursor.u32());
  if (info === 27) return cursor.u64();
  throw new Unreadable(`CBOR knows no length ${info}`);
}

function readChunks(cursor: Cursor, major: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (let head = cursor.u8(); head !== 0xff; head = cursor.u8()) {
    if (head >> 5 !== major) throw new Unreadable('a piece of another kind');
    chunks.push(cursor.take(Number(readCount(cursor, head & 31))));
  }
  const joined = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}
