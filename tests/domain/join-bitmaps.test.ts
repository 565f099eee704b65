// Joined bitmaps say of each letter what its own one said.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinBitmaps, type Bitmap } from '#lib/domain/join-bitmaps.ts';

const bitmap = fc
  .record({ width: fc.integer({ min: 1, max: 5 }), power: fc.integer({ min: 0, max: 6 }) })
  .chain(({ width, power }) =>
    fc
      .uint8Array({ minLength: width * 2 ** power, maxLength: width * 2 ** power })
      .map((bits): Bitmap => ({ width, bits })),
  );

/** The bytes of a slot, of any number of slots. */
const slotOf = ({ width, bits }: Bitmap, slot: number) => {
  const from = (slot % (bits.length / width)) * width;
  return bits.slice(from, from + width);
};

test('what one says of a slot stands in all of them at its place', () => {
  fc.assert(
    fc.property(fc.array(bitmap, { minLength: 1, maxLength: 6 }), fc.nat({ max: 200 }), (parts, slot) => {
      const joined = joinBitmaps(parts);
      expect(joined.width).toBe(parts.reduce((sum, { width }) => sum + width, 0));
      expect([...slotOf(joined, slot)]).toEqual(parts.flatMap((part) => [...slotOf(part, slot)]));
    }),
  );
});
