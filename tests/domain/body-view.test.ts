// How a body is shown before anybody chooses.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countUnread,
  isGzip,
  kindOfBody,
  readBodyText,
  readHexLine,
  readLines,
} from '#lib/domain/body-view.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('a body', () => {
  test('is gzip by its encoding or by its first bytes, and not by Pigeon’s utf8', () => {
    expect(isGzip(bytesOf('x'), 'gzip')).toBe(true);
    expect(isGzip(Uint8Array.of(0x1f, 0x8b, 8), undefined)).toBe(true);
    expect(isGzip(bytesOf('{}'), 'utf8')).toBe(false);
  });

  test('is read in the charset that it names, and in UTF-8 when that is no charset', () => {
    expect(readBodyText(Uint8Array.of(0xe9), 'text/plain; charset=iso-8859-1')).toBe('é');
    expect(readBodyText(bytesOf('é'), 'text/plain; charset=nonsense')).toBe('é');
  });

  test('is JSON only when all of it is; a head of JSON is held to be JSON', () => {
    expect(kindOfBody('{"a":1}', undefined, true)).toBe('json');
    expect(kindOfBody('{"a":', undefined, true)).toBe('text');
    expect(kindOfBody('{"a":', undefined, false)).toBe('json');
    expect(kindOfBody('hello', 'application/json', true)).toBe('text');
  });

  test('is binary when it is mostly no text', () => {
    expect(kindOfBody(readBodyText(Uint8Array.of(0, 1, 2, 255, 254), undefined), 'text/plain', true)).toBe(
      'binary',
    );
  });

  test('says how many characters could not be read, but not those that a head cut', () => {
    expect(countUnread(readBodyText(Uint8Array.of(0xff, 65, 66, 67, 68), undefined))).toBe(1);
    expect(countUnread(readBodyText(bytesOf('ab€').subarray(0, 4), undefined))).toBe(0);
  });

  test('of a huge line shows the beginning, and says how much is left', () => {
    expect([...readLines(`${'x'.repeat(50)}\nb\n`, 10)]).toEqual([
      { text: 'x'.repeat(10), cutChars: 40 },
      { text: 'b', cutChars: 0 },
      { text: '', cutChars: 0 },
    ]);
  });

  test('loses no line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect([...readLines(text, 10_000)].map((line) => line.text).join('\n')).toBe(text);
      }),
    );
  });

  test('is shown as bytes with their offsets, whatever they are', () => {
    expect(readHexLine(bytesOf('Hello, Wörld and more'), 0)).toEqual({
      offset: '00000000',
      hex: '48 65 6c 6c 6f 2c 20 57  c3 b6 72 6c 64 20 61 6e',
      text: 'Hello, W··rld an',
    });
    expect(readHexLine(bytesOf('Hello, Wörld and more'), 16).hex).toHaveLength(48);
  });
});
