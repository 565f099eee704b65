// How a body is shown before anybody chooses, what of it is sent, and what hides inside of it.
import { encode } from '@msgpack/msgpack';
import { BSON } from 'bson';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeBody } from '#lib/domain/body/body.ts';
import { nameUnread } from '#lib/domain/body/looks.ts';
import { countUnread, readBodyText } from '#lib/domain/body/text.ts';
import { mayUnfold, unfold } from '#lib/domain/body/unfold.ts';
import { chooseViews } from '#lib/domain/body/views.ts';
import { dropUnsure, layOutHex, layOutText, showLine, textOf } from '#lib/domain/body/window.ts';
import { layOutJson } from '#lib/domain/json-text.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const best = (body: string | Uint8Array, contentType?: string, isWhole = true) =>
  chooseViews(makeBody(typeof body === 'string' ? utf8(body) : body, contentType, isWhole)).best;

describe('a body', () => {
  test('is read in the charset that it names, and in UTF-8 when that is no charset', () => {
    expect(readBodyText(Uint8Array.of(0xe9), 'text/plain; charset=iso-8859-1')).toBe('é');
    expect(readBodyText(utf8('é'), 'text/plain; charset=nonsense')).toBe('é');
  });

  test('says how many characters could not be read, but not those that a head cut', () => {
    expect(countUnread(readBodyText(Uint8Array.of(0xff, 65, 66, 67, 68), undefined))).toBe(1);
    expect(countUnread(readBodyText(utf8('ab€').subarray(0, 4), undefined))).toBe(0);
  });

  test('is JSON only when all of it is; a head of JSON is held to be JSON', () => {
    expect(best('{"a":1}')).toBe('json');
    expect(best('{"a":')).toBe('text');
    expect(best('{"a":', undefined, false)).toBe('json');
    expect(best('hello', 'application/json')).toBe('text');
  });

  test('is known by its looks where nobody says what it is', () => {
    expect(best('<?xml version="1.0"?><a/>')).toBe('xml');
    expect(best('<order id="1">x</order>', 'text/plain')).toBe('xml');
    expect(best('less < more')).toBe('text');
    expect(best('a:1:{s:1:"a";i:1;}')).toBe('php');
    expect(best(encode({ a: 1, b: [1, 2, 300000] }))).toBe('msgpack');
    expect(best(BSON.serialize({ a: 1, b: 'x' }))).toBe('bson');
    expect(best(Uint8Array.of(0, 1, 2, 255, 254), 'text/plain')).toBe('hex');
    expect(best('')).toBe('hex');
  });

  test('is what its content type says, where its bytes do not say otherwise', () => {
    expect(best('a=1&b=2', 'application/x-www-form-urlencoded')).toBe('form');
    expect(best(Uint8Array.of(8, 150, 1), 'application/x-protobuf')).toBe('protobuf');
    expect(best(Uint8Array.of(0xa1, 0x61, 0x61, 1), 'application/cbor')).toBe('cbor');
    expect(best('plain words', 'application/msgpack')).toBe('text');
    expect(best(new Uint8Array(Buffer.from('{"a":1}', 'utf16le')), 'application/json')).toBe('hex');
  });

  test('is named where only its own program can open it', () => {
    const named = (bytes: Uint8Array) => nameUnread(makeBody(bytes, undefined, true));
    expect(named(Uint8Array.of(0xc3, 1, 8, 7, 6, 5, 4, 3, 2, 1, 0))).toContain('0102030405060708');
    const java = Uint8Array.of(0xac, 0xed, 0, 5, 0x73, 0x72, 0, 7, ...utf8('a.Order'));
    expect(named(java)).toContain('Java serialization of a.Order');
    expect(named(Uint8Array.of(0x80, 4, 0x4e, 0x2e))).toContain('pickle, protocol 4');
    expect(named(utf8('{}'))).toBeNull();
  });
});

describe('lines', () => {
  test('of text lose nothing; a long one goes on without a number', () => {
    const lines = [...layOutText(`${'x'.repeat(9000)}\nb\n`)];
    expect(lines.map(({ number }) => number)).toEqual(['1', '', '', '2', '3']);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let joined = '';
        for (const line of layOutText(text))
          joined += (line.number !== '' && line.number !== '1' ? '\n' : '') + textOf(line);
        expect(joined).toBe(text);
      }),
    );
  });

  test('of bytes say where they lie', () => {
    const [first, second] = [...layOutHex(utf8('Hello, Wörld and more'), 32)];
    expect(first).toMatchObject({ number: '00000020' });
    expect(textOf(first!)).toBe('48 65 6c 6c 6f 2c 20 57  c3 b6 72 6c 64 20 61 6e Hello, W··rld an');
    expect(second!.tokens[0]!.text).toHaveLength(49);
  });

  test('of a head are the first lines of the whole, wherever it was cut', () => {
    const values = fc.array(fc.record({ a: fc.integer(), b: fc.string(), c: fc.array(fc.nat()) }), {
      minLength: 8,
    });
    fc.assert(
      fc.property(values, fc.nat(), (value, cut) => {
        const text = JSON.stringify(value);
        const lay = (some: string) => [...layOutJson(some)].map(showLine);
        const sure = dropUnsure(lay(text.slice(0, cut % text.length)));
        expect(lay(text).slice(0, sure.length)).toEqual(sure);
      }),
    );
  });

  test('hold nothing that HTML would lose', () => {
    const { tokens } = showLine({ depth: 0, tokens: [{ kind: 'bad', text: '\0' }] }, 0);
    expect(tokens).toEqual([{ kind: 'bad', text: '␀' }]);
  });

  test('are cut where they are huge, and say by how much', () => {
    const [token] = showLine({ depth: 0, tokens: [{ kind: 'plain', text: 'x'.repeat(5000) }] }, 0).tokens;
    expect(token).toMatchObject({ cutChars: 1000 });
  });
});

describe('inside of a text', () => {
  test('JSON and base64 are found', () => {
    const json = JSON.stringify(JSON.stringify({ a: [1] }));
    expect(unfold(json)).toMatchObject({ what: 'JSON' });
    expect(unfold(json)!.body.text).toBe('{"a":[1]}');
    const packed = JSON.stringify(btoa('{"customer":"Ada","id":443}'));
    expect(unfold(packed)!.body.text).toBe('{"customer":"Ada","id":443}');
  });

  test('ids and words are left alone', () => {
    for (const text of ['64b7f0a1c2d3e4f5a6b7c8d9e0f1a2b3', 'not base64 at all, is it?', '{broken', 'AAAA'])
      expect(unfold(JSON.stringify(text))).toBeNull();
  });

  test('nothing is thrown, whatever stands there', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        for (const literal of [text, JSON.stringify(text)]) if (mayUnfold(literal)) unfold(literal);
      }),
    );
  });
});
