// What is kept to be quick gives the same answers as what is not.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readUtf8, showUtf8 } from '#lib/domain/bytes.ts';
import { decode } from '#lib/domain/decode.ts';
import { conventionLetters } from './convention-letters.ts';

test('short texts are read as a TextDecoder reads them, however often they came before', () => {
  // Few different bytes, so that equal and nearly equal texts come again.
  const texts = fc.array(fc.uint8Array({ maxLength: 60 }).map((bytes) => bytes.map((byte) => byte % 3)));
  fc.assert(
    fc.property(texts, fc.uint8Array({ maxLength: 60 }), (some, any) => {
      for (const bytes of [...some, any, ...some]) {
        const lenient = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
        expect(showUtf8(bytes)).toBe(lenient);
        expect(readUtf8(bytes) ?? lenient).toBe(lenient);
        const framed = new Uint8Array([7, ...bytes, 9]);
        expect(showUtf8(framed, 1, framed.length - 1)).toBe(lenient);
      }
    }),
  );
});

test('a letter is understood alike whenever it comes: first, again, and among others', () => {
  const first = conventionLetters.map(({ letter }) => decode(letter));
  for (let round = 0; round < 3; round++)
    expect(conventionLetters.map(({ letter }) => decode(letter))).toEqual(first);
  expect(conventionLetters.toReversed().map(({ letter }) => decode(letter))).toEqual(first.toReversed());
});
