// The bitmap of a block: no letter that holds a term may lack one of its bits, and few others have them all.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeBitmap, slotsOf } from '#lib/domain/search-bitmap.ts';
import { holdsText, readWords, textOf } from '#lib/domain/search-text.ts';

function mayHold(bitmap: Uint8Array, letters: number, term: string, place: number): boolean {
  const width = Math.ceil(letters / 8);
  const slots = bitmap.length / width;
  return slotsOf(readWords(term)).every(
    (slot) => ((bitmap[(slot % slots) * width + (place >> 3)] ?? 0) & (0x80 >> (place & 7))) !== 0,
  );
}

const word = fc.oneof(
  fc.constantFrom('a', 'id', 'HTTPServerDied', 'order-4711', 'köln', '😀ok', 'connection', 'refused'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ minLength: 60, maxLength: 140 }),
);
const letter = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));

test('whatever holds a term has its bits', () => {
  fc.assert(
    fc.property(
      fc.array(letter, { minLength: 1, maxLength: 40 }),
      fc.nat(),
      fc.nat({ max: 200 }),
      fc.nat({ max: 80 }),
      (letters, nth, from, length) => {
        const texts = letters.map((one) => textOf([one, 'second part']));
        const bitmap = makeBitmap(texts.map(({ words }) => words));
        const term = letters[nth % letters.length]!.slice(from, from + length);
        for (const [place, text] of texts.entries())
          if (holdsText(text, term)) expect(mayHold(bitmap, texts.length, term, place), term).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test('words that all have, but hardly any one after the other, are told apart', () => {
  const words = 'alpha beta gamma delta epsilon zeta eta theta'.split(' ');
  const letters = Array.from({ length: 128 }, (_, at) =>
    textOf([words.map((__, place) => words[(place * (1 + 2 * (at % 3)) + at) % 8]).join(' ')]),
  );
  const bitmap = makeBitmap(letters.map((one) => one.words));
  for (const term of ['alpha delta', 'theta alpha', 'epsilon zeta eta']) {
    const may = letters.filter((_, place) => mayHold(bitmap, letters.length, term, place)).length;
    const holding = letters.filter((one) => holdsText(one, term)).length;
    expect(holding).toBeGreaterThan(0);
    expect(holding).toBeLessThan(64);
    expect(may, term).toBeLessThan(holding + 4);
  }
});
