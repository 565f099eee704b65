// MessagePack (github.com/msgpack/msgpack, spec.md of 2024).
import type { JsonToken } from '#lib/domain/json-tokens.ts';
import { Cursor, Unreadable } from './cursor.ts';
import { readTree, type Step } from './tree.ts';
import * as show from './values.ts';

export function readMsgpack(body: Uint8Array, isWhole: boolean): Generator<JsonToken> {
  const cursor = new Cursor(body);
  return readTree(cursor, isWhole, () => readStep(cursor));
}

function readStep(cursor: Cursor): Step {
  const head = cursor.u8();
  if (head < 0x80) return { value: show.number(head) };
  if (head < 0x90) return { open: 'map', count: head & 15 };
  if (head < 0xa0) return { open: 'array', count: head & 15 };
  if (head < 0xc0) return { value: show.text(cursor.text(head & 31)) };
  if (head >= 0xe0) return { value: show.number(head - 256) };
  const read = long[head];
  if (read === undefined) throw new Unreadable('MessagePack knows no type 0xc1');
  return read(cursor);
}

const value =
  <Read>(tell: (read: Read) => JsonToken, read: (cursor: Cursor) => Read) =>
  (cursor: Cursor): Step => ({ value: tell(read(cursor)) });
const fixed = (token: JsonToken) => (): Step => ({ value: token });

const long: Record<number, (cursor: Cursor) => Step> = {
  0xc0: fixed(show.word('null')),
  0xc2: fixed(show.bool(false)),
  0xc3: fixed(show.bool(true)),
  0xc4: value(show.bytes, (cursor) => cursor.take(cursor.u8())),
  0xc5: value(show.bytes, (cursor) => cursor.take(cursor.u16())),
  0xc6: value(show.bytes, (cursor) => cursor.take(cursor.u32())),
  0xc7: (cursor) => readExtension(cursor, cursor.u8()),
  0xc8: (cursor) => readExtension(cursor, cursor.u16()),
  0xc9: (cursor) => readExtension(cursor, cursor.u32()),
  0xca: value(show.float, (cursor) => cursor.f32()),
  0xcb: value(show.float, (cursor) => cursor.f64()),
  0xcc: value(show.number, (cursor) => cursor.u8()),
  0xcd: value(show.number, (cursor) => cursor.u16()),
  0xce: value(show.number, (cursor) => cursor.u32()),
  0xcf: value(show.number, (cursor) => cursor.u64()),
  0xd0: value(show.number, (cursor) => cursor.i8()),
  0xd1: value(show.number, (cursor) => cursor.i16()),
  0xd2: value(show.number, (cursor) => cursor.i32()),
  0xd3: value(show.number, (cursor) => cursor.i64()),
  0xd4: (cursor) => readExtension(cursor, 1),
  0xd5: (cursor) => readExtension(cursor, 2),
  0xd6: (cursor) => readExtension(cursor, 4),
  0xd7: (cursor) => readExtension(cursor, 8),
  0xd8: (cursor) => readExtension(cursor, 16),
  0xd9: value(show.text, (cursor) => cursor.text(cursor.u8())),
  0xda: value(show.text, (cursor) => cursor.text(cursor.u16())),
  0xdb: value(show.text, (cursor) => cursor.text(cursor.u32())),
  0xdc: (cursor) => ({ open: 'array', count: cursor.u16() }),
  0xdd: (cursor) => ({ open: 'array', count: cursor.u32() }),
  0xde: (cursor) => ({ open: 'map', count: cursor.u16() }),
  0xdf: (cursor) => ({ open: 'map', count: cursor.u32() }),
};

function readExtension(cursor: Cursor, count: number): Step {
  const type = cursor.i8();
  const held = cursor.take(count);
  if (type !== -1) return { value: show.bytes(held), note: `extension ${type}` };
  const time = readTimestamp(new Cursor(held), count);
  return time === null ? { value: show.bytes(held), note: 'timestamp' } : { value: time, note: 'timestamp' };
}

function readTimestamp(cursor: Cursor, count: number): JsonToken | null {
  if (count === 4) return show.moment(cursor.u32());
  if (count === 8) {
    const both = cursor.u64();
    return show.moment(Number(both & 0x3_ffff_ffffn) + Number(both >> 34n) / 1e9);
  }
  if (count !== 12) return null;
  const nanoseconds = cursor.u32();
  return show.moment(Number(cursor.i64()) + nanoseconds / 1e9);
}
