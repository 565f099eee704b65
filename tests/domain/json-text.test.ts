// JSON laid out for reading loses nothing that was sent.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isJson, layOutJson } from '#lib/domain/json-text.ts';
import { readTokens } from '#lib/domain/json-tokens.ts';

function layOut(text: string): string[] {
  return [...layOutJson(text)].map(
    (line) => '  '.repeat(line.depth) + line.tokens.map((token) => token.text).join(''),
  );
}

describe('JSON laid out', () => {
  test('keeps numbers and escapes exactly as they were sent', () => {
    const text = String.raw`{"ledgerId":9007199254740993,"amount":129.90,"rate":1E+2,"name":"\u00e9\/\ud800"}`;
    expect(layOut(text).join('\n')).toBe(
      [
        '{',
        '  "ledgerId": 9007199254740993,',
        '  "amount": 129.90,',
        '  "rate": 1E+2,',
        String.raw`  "name": "\u00e9\/\ud800"`,
        '}',
      ].join('\n'),
    );
  });

  test('keeps what is short and holds nothing inside on one line', () => {
    expect(layOut('{"total":{"amount":1,"currency":"EUR"},"tags":[],"none":{}}')).toEqual([
      '{',
      '  "total": { "amount": 1, "currency": "EUR" },',
      '  "tags": [],',
      '  "none": {}',
      '}',
    ]);
  });

  test('puts values that follow one another on lines of their own', () => {
    expect(layOut('{"a":1}\n{"a":2}\n3')).toEqual(['{ "a": 1 }', '{ "a": 2 }', '3']);
  });

  test('shows a head that was cut off as far as it goes', () => {
    expect(layOut('{"a": [1, {"b": "unfini')).toEqual([
      '{',
      '  "a": [',
      '    1,',
      '    {',
      '      "b": "unfini',
    ]);
  });

  test('means the same as what was sent', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (value, isSpaced) => {
        const text = JSON.stringify(value, null, isSpaced ? 3 : undefined);
        expect(JSON.parse(layOut(text).join('\n'))).toEqual(JSON.parse(text));
      }),
    );
  });

  test('never throws, and drops no character but white space outside of strings', () => {
    const pieces = fc.array(
      fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', ' ', '\n', 'tru', '1e', '\u0000', '💥', '"a"'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          pieces.map((some) => some.join('')),
        ),
        (text) => {
          const squeeze = (some: string) => some.replace(/[ \n\r\t]/g, '');
          expect(squeeze(layOut(text).join('\n'))).toBe(squeeze(text));
          expect(squeeze([...readTokens(text)].map((token) => token.text).join(''))).toBe(squeeze(text));
        },
      ),
    );
  });

  test('costs one screen for the first lines of many megabytes', () => {
    const text = `[${'{"a":[[1]]},'.repeat(400_000)}1]`;
    const began = performance.now();
    const lines = layOutJson(text);
    for (let count = 0; count < 400; count += 1) lines.next();
    expect(performance.now() - began).toBeLessThan(200);
  });

  test('takes a string of megabytes, and nesting without end', () => {
    expect(layOut(`"${'x'.repeat(3_000_000)}"`)).toHaveLength(1);
    expect([...layOutJson('['.repeat(200_000))]).toHaveLength(200_000);
  });
});

test('only a whole JSON text is JSON', () => {
  expect(isJson('{"a":1}')).toBe(true);
  expect(isJson('{"a":1')).toBe(false);
  expect(isJson('')).toBe(false);
});
