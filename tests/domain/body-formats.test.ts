// Binary bodies, written by the formats' own libraries, say here what was put in.
import { encode as encodeMsgpack } from '@msgpack/msgpack';
import { BSON } from 'bson';
import { encode as encodeCbor } from 'cborg';
import * as fc from 'fast-check';
import { serialize } from 'php-serialize';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { readBson } from '#lib/domain/body/bson.ts';
import { readCbor } from '#lib/domain/body/cbor.ts';
import { layOutForm } from '#lib/domain/body/form.ts';
import { readMsgpack } from '#lib/domain/body/msgpack.ts';
import { readPhp } from '#lib/domain/body/php.ts';
import { readProtobuf } from '#lib/domain/body/protobuf.ts';
import { layOutXml } from '#lib/domain/body/xml.ts';
import { layOut, type JsonLine } from '#lib/domain/json-text.ts';
import type { JsonToken } from '#lib/domain/json-tokens.ts';

type Read = (bytes: Uint8Array, isWhole: boolean) => Generator<JsonToken>;

const utf8 = (text: string) => new TextEncoder().encode(text);
const say = (lines: Iterable<JsonLine>) =>
  [...lines]
    .map(({ depth, tokens }) => '  '.repeat(depth) + tokens.map(({ text }) => text).join(''))
    .join('\n');
const told = (read: Read, bytes: Uint8Array, isWhole = true) => say(layOut(read(bytes, isWhole)));

/** Values that JSON holds without loss; a map needs an entry, since PHP knows an empty list alone. */
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.integer(),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__' && !key.includes('\0')),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value;
const objects = fc.dictionary(
  fc.string().filter((key) => key !== '__proto__' && !key.includes('\0')),
  values,
  { maxKeys: 5 },
);

describe('what a library wrote is told as JSON would be', () => {
  test.each<[string, Read, (value: object) => Uint8Array]>([
    ['MessagePack', readMsgpack, (value) => encodeMsgpack(value)],
    ['CBOR', readCbor, (value) => encodeCbor(value)],
    ['BSON', readBson, (value) => BSON.serialize(value)],
  ])('%s', (_name, read, write) => {
    fc.assert(
      fc.property(objects, (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as object;
        expect(JSON.parse(told(read, write(plain)))).toEqual(plain);
      }),
    );
  });
});

test('integers and floats stay what they are', () => {
  const largest = { most: 2n ** 64n - 1n, least: -(2n ** 63n), half: 0.5, whole: 3 };
  expect(told(readMsgpack, encodeMsgpack(largest, { useBigInt64: true }))).toBe(
    '{\n  "most": 18446744073709551615,\n  "least": -9223372036854775808,\n  "half": 0.5,\n  "whole": 3\n}',
  );
  expect(told(readMsgpack, Uint8Array.of(0xcb, 0x80, 0, 0, 0, 0, 0, 0, 0))).toBe('-0.0');
  expect(told(readCbor, encodeCbor(largest))).toContain('"most": 18446744073709551615');
  expect(told(readBson, BSON.serialize({ n: BSON.Long.MAX_VALUE }, { promoteLongs: false } as never))).toBe(
    '{ "n": 9223372036854775807 }',
  );
});

test('what JSON does not know is named: times, ids, bytes, tags', () => {
  const at = new Date('2026-11-21T10:00:00Z');
  expect(told(readMsgpack, encodeMsgpack({ at, blob: Uint8Array.of(1, 2) }))).toBe(
    '{\n  "at": timestamp 2026-11-21T10:00:00.000Z,\n  "blob": ⟨2 bytes: 01 02⟩\n}',
  );
  expect(told(readMsgpack, Uint8Array.of(0xd4, 7, 9))).toBe('extension 7 ⟨1 byte: 09⟩');
  expect(told(readCbor, Uint8Array.of(0xd8, 0x20, ...encodeCbor('https://example.com')))).toBe(
    'URI "https://example.com"',
  );
  expect(told(readCbor, Uint8Array.of(0xc2, 0x49, 1, 0, 0, 0, 0, 0, 0, 0, 0))).toBe(
    'big integer 18446744073709551616',
  );
  expect(told(readCbor, Uint8Array.of(0x9f, 0x5f, 0x41, 1, 0x41, 2, 0xff, 0xf9, 0x3c, 0, 0xff))).toBe(
    '[ ⟨2 bytes: 01 02⟩, 1.0 ]',
  );
  const id = new BSON.ObjectId('64b7f0a1c2d3e4f5a6b7c8d9');
  expect(told(readBson, BSON.serialize({ _id: id, at }))).toBe(
    '{\n  "_id": ObjectId 64b7f0a1c2d3e4f5a6b7c8d9,\n  "at": 2026-11-21T10:00:00.000Z\n}',
  );
});

test('a protobuf message is told by field numbers, what lies in it as message, text or bytes', () => {
  const { root } = protobuf.parse(`syntax = "proto3";
    message Line { string sku = 1; int32 count = 2; }
    message Order { int64 id = 1; string name = 2; repeated Line lines = 3; double price = 4; float rate = 5; sint32 delta = 6; bytes raw = 7; int32 below = 8; }`);
  const Order = root.lookupType('Order');
  const bytes = Order.encode(
    Order.create({
      id: 443,
      name: 'Ada',
      lines: [
        { sku: 'A-1', count: 2 },
        { sku: 'B', count: 1 },
      ],
      price: 12.5,
      rate: 0.25,
      delta: -3,
      raw: Uint8Array.of(0, 255),
      below: -1,
    }),
  ).finish();
  expect(told(readProtobuf, bytes)).toBe(
    [
      '{',
      '  1: 443,',
      '  2: "Ada",',
      '  3: { 1: "A-1", 2: 2 },',
      '  3: { 1: "B", 2: 1 },',
      '  4: 64 bits, 4623226492472524800 or 12.5,',
      '  5: 32 bits, 1048576000 or 0.25,',
      '  6: 5,',
      '  7: ⟨2 bytes: 00 ff⟩,',
      '  8: -1 or 18446744073709551615',
      '}',
    ].join('\n'),
  );
});

describe('what PHP serialized', () => {
  test('is told as it is, classes and privacy named', () => {
    expect(told(readPhp, utf8(serialize({ id: 7, tags: ['a', 'é'], ok: true, none: null, rate: 0.5 })))).toBe(
      '{\n  "id": 7,\n  "tags": { 0: "a", 1: "é" },\n  "ok": true,\n  "none": null,\n  "rate": 0.5\n}',
    );
    const job = 'O:12:"App\\Jobs\\Pay":2:{s:5:"order";i:9;s:15:"\0App\\Jobs\\Pay\0a";N;}';
    expect(told(readPhp, utf8(job))).toBe(
      'App\\Jobs\\Pay { "order": 9, private of App\\Jobs\\Pay "a": null }',
    );
  });
});

test('XML is laid out, entities and declarations as they were sent', () => {
  const xml =
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a b="1>2"><c>text &x;</c><d/><e><f>1</f></e></a>';
  expect(say(layOutXml(xml))).toBe(
    [
      '<?xml version="1.0"?>',
      '<!DOCTYPE a [<!ENTITY x "y">]>',
      '<a b="1>2">',
      '  <c>text &x;</c>',
      '  <d/>',
      '  <e>',
      '    <f>1</f>',
      '  </e>',
      '</a>',
    ].join('\n'),
  );
});

test('a form is told by its fields', () => {
  expect(say(layOutForm('a=1&name=J%C3%BCrgen+K&broken=%zz&flag'))).toBe(
    'a = 1\nname = Jürgen K\nbroken = %zz\nflag = ',
  );
});

describe('bytes that are none of these', () => {
  const readers: [string, Read][] = [
    ['MessagePack', readMsgpack],
    ['CBOR', readCbor],
    ['BSON', readBson],
    ['Protobuf', readProtobuf],
    ['PHP', readPhp],
    ['XML', (bytes) => tokensOf(layOutXml(new TextDecoder().decode(bytes)))],
    ['a form', (bytes) => tokensOf(layOutForm(new TextDecoder().decode(bytes)))],
  ];
  test.each(readers)('%s: never thrown at, and read to an end', (_name, read) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, isWhole) => {
        told(read, bytes, isWhole);
      }),
      { numRuns: 1000 },
    );
  });

  test.each<[string, Read, number]>([
    ['MessagePack', readMsgpack, 0x91],
    ['CBOR', readCbor, 0x81],
    ['CBOR without an end', readCbor, 0x9f],
    ['XML', (bytes) => tokensOf(layOutXml(new TextDecoder().decode(bytes).replaceAll('x', '<a>'))), 0x78],
  ])('%s nested without end is told line by line', (_name, read, byte) => {
    const lines = layOut(read(new Uint8Array(200_000).fill(byte), true));
    let count = 0;
    for (const line of lines) if (line.tokens.length > 0) count += 1;
    expect(count).toBeGreaterThan(0);
  });

  test('what breaks off says where, but not of a head that was cut', () => {
    const bytes = encodeMsgpack({ name: 'LetterThief', n: 1 }).subarray(0, 12);
    expect(told(readMsgpack, bytes)).toContain('⟨it breaks off, at byte 12⟩');
    expect(told(readMsgpack, bytes, false)).not.toContain('⟨');
    expect(told(readBson, Uint8Array.of(12, 0, 0, 0, 0x42, 0x61, 0, 0, 0, 0, 0, 0))).toContain('type 0x42');
  });
});

function* tokensOf(lines: Iterable<JsonLine>): Generator<JsonToken> {
  for (const { tokens } of lines) yield* tokens;
}
