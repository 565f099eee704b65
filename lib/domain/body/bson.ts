// BSON (bsonspec.org, version 1.1).
import type { JsonToken } from '#lib/domain/json-tokens.ts';
import { Cursor, Unreadable } from './cursor.ts';
import { readTree, type Step, type Within } from './tree.ts';
import * as show from './values.ts';

const decoder = new TextDecoder();

export function readBson(body: Uint8Array, isWhole: boolean): Generator<JsonToken> {
  const cursor = new Cursor(body);
  /** The type of the value whose key was just told. */
  let type = 0x03;

  function nextStep(within: Within | undefined): Step {
    if (within === undefined) return readValue(cursor, 0x03);
    if (within.isMap && !within.isKeyNext) return readValue(cursor, type);
    type = cursor.u8();
    if (type === 0) return 'end';
    const key = decoder.decode(cursor.takeUntil(0));
    // Of an array the keys are 0, 1, 2: they tell nothing.
    return within.isMap ? { value: show.text(key) } : readValue(cursor, type);
  }

  return readTree(cursor, isWhole, nextStep);
}

function readValue(cursor: Cursor, type: number): Step {
  const read = values[type];
  if (read === undefined) throw new Unreadable(`BSON knows no type 0x${type.toString(16).padStart(2, '0')}`);
  return read(cursor);
}

function open(cursor: Cursor, container: 'map' | 'array'): Step {
  cursor.i32le();
  return { open: container, count: null };
}

function readText(cursor: Cursor): JsonToken {
  const size = cursor.i32le();
  if (size < 1) throw new Unreadable('a text of no length');
  const text = cursor.text(size - 1);
  cursor.u8();
  return show.text(text);
}

const pattern = (cursor: Cursor) => decoder.decode(cursor.takeUntil(0));
const hex = (held: Uint8Array) => [...held].map((one) => one.toString(16).padStart(2, '0')).join('');

const values: Record<number, (cursor: Cursor) => Step> = {
  0x01: (cursor) => ({ value: show.float(cursor.f64le()) }),
  0x02: (cursor) => ({ value: readText(cursor) }),
  0x03: (cursor) => open(cursor, 'map'),
  0x04: (cursor) => open(cursor, 'array'),
  0x05: (cursor) => {
    const size = cursor.i32le();
    if (size < 0) throw new Unreadable('bytes of negative length');
    const subtype = cursor.u8();
    return { value: show.bytes(cursor.take(size)), note: subtype === 4 ? 'UUID' : `binary ${subtype}` };
  },
  0x06: () => ({ value: show.word('undefined') }),
  0x07: (cursor) => ({ value: show.word(hex(cursor.take(12))), note: 'ObjectId' }),
  0x08: (cursor) => ({ value: show.bool(cursor.u8() === 1) }),
  0x09: (cursor) => ({ value: show.moment(Number(cursor.i64le()) / 1000) }),
  0x0a: () => ({ value: show.word('null') }),
  0x0b: (cursor) => ({ value: show.text(`/${pattern(cursor)}/${pattern(cursor)}`), note: 'pattern' }),
  0x0c: (cursor) => {
    const collection = readText(cursor);
    return { value: show.word(hex(cursor.take(12))), note: `pointer into ${collection.text}` };
  },
  0x0d: (cursor) => ({ value: readText(cursor), note: 'JavaScript' }),
  0x0e: (cursor) => ({ value: readText(cursor), note: 'symbol' }),
  0x0f: (cursor) => ({
    value: show.bytes(cursor.take(cursor.i32le() - 4)),
    note: 'JavaScript with scope',
  }),
  0x10: (cursor) => ({ value: show.number(cursor.i32le()) }),
  0x11: (cursor) => ({ value: show.number(cursor.u64le()), note: 'timestamp' }),
  0x12: (cursor) => ({ value: show.number(cursor.i64le()) }),
  0x13: (cursor) => ({ value: show.bytes(cursor.take(16)), note: 'decimal128' }),
  0xff: () => ({ value: show.word('MinKey') }),
  0x7f: () => ({ value: show.word('MaxKey') }),
};
