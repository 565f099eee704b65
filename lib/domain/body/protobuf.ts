// Protocol Buffers without their schema (protobuf.dev/programming-guides/encoding): field numbers and wire types. What a field of
// bytes holds is guessed: a message, else text, else bytes.
import type { JsonToken } from '#lib/domain/json-tokens.ts';
import { Cursor, Unreadable } from './cursor.ts';
import { readTree, type Step, type Within } from './tree.ts';
import * as show from './values.ts';

const MAX_DEPTH = 40;
const MAX_FIELD = 2 ** 29 - 1;
const strict = new TextDecoder('utf-8', { fatal: true });

export function readProtobuf(body: Uint8Array, isWhole: boolean): Generator<JsonToken> {
  const cursor = new Cursor(body);
  /** Where the messages that are open end, the outermost first. */
  const ends: number[] = [];
  let wireType: number | null = null;
  let hasBegun = false;

  function nextStep(within: Within | undefined, depth: number): Step {
    if (within === undefined) {
      if (hasBegun) throw new Unreadable('more than a message');
      hasBegun = true;
      ends.push(body.length);
      return { open: 'map', count: null };
    }
    if (wireType !== null) {
      const type = wireType;
      wireType = null;
      return readValue(type, depth);
    }
    if (cursor.at === ends.at(-1) && (ends.length > 1 || isWhole)) {
      ends.pop();
      return 'end';
    }
    const tag = readVarint(cursor);
    wireType = Number(tag & 7n);
    return { value: { kind: 'key', text: `${tag >> 3n}` } };
  }

  function readValue(type: number, depth: number): Step {
    if (type === 0) return readInteger(readVarint(cursor));
    if (type === 1) return readFixed64(cursor);
    if (type === 5) return readFixed32(cursor);
    if (type !== 2) throw new Unreadable(`a field of wire type ${type}`);
    const size = Number(readVarint(cursor));
    const at = cursor.at;
    const held = cursor.take(size);
    const told = readText(held);
    if (told !== null) return { value: show.text(told) };
    if (depth >= MAX_DEPTH || !isMessage(held)) return { value: show.bytes(held) };
    cursor.at = at;
    ends.push(at + size);
    return { open: 'map', count: null };
  }

  return readTree(cursor, isWhole, nextStep);
}

/** Whether the bytes could be a message: fields of known wire types that end where it ends. */
export function isMessage(body: Uint8Array): boolean {
  if (body.length === 0) return false;
  const cursor = new Cursor(body);
  try {
    while (!cursor.isAtEnd) {
      const tag = readVarint(cursor);
      const field = tag >> 3n;
      if (field < 1n || field > BigInt(MAX_FIELD)) return false;
      const type = Number(tag & 7n);
      if (type === 0) readVarint(cursor);
      else if (type === 1) cursor.take(8);
      else if (type === 5) cursor.take(4);
      else if (type === 2) cursor.take(Number(readVarint(cursor)));
      else return false;
    }
    return true;
  } catch (error) {
    if (error instanceof Unreadable) return false;
    throw error;
  }
}

/** Null for what people would not write, or what is as likely a message. */
function readText(held: Uint8Array): string | null {
  try {
    const told = strict.decode(held);
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(told)) return null;
    return /^[\n\r\t]/.test(told) && isMessage(held) ? null : told;
  } catch {
    return null;
  }
}

function readVarint(cursor: Cursor): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.u8();
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return BigInt.asUintN(64, value);
  }
  throw new Unreadable('a number of more than ten bytes');
}

/** A number that would be negative as int64 is told as both: without the schema nobody knows. */
function readInteger(value: bigint): Step {
  const signed = BigInt.asIntN(64, value);
  return signed < 0n ? { value: show.number(value), note: `${signed} or` } : { value: show.number(value) };
}

function readFixed64(cursor: Cursor): Step {
  const at = cursor.at;
  const integer = cursor.u64le();
  cursor.at = at;
  return { value: show.float(cursor.f64le()), note: `64 bits, ${integer} or` };
}

function readFixed32(cursor: Cursor): Step {
  const at = cursor.at;
  const integer = cursor.u32le();
  cursor.at = at;
  return { value: show.float(cursor.f32le()), note: `32 bits, ${integer} or` };
}
