// Bitmaps (search-bitmap.ts) put beside each other: what a search reads of a slot then lies in one place for many blocks.

/** `width`: bytes of each slot. `bits`: those of a power of two of slots. */
export type Bitmap = { width: number; bits: Uint8Array };

/** Has as many slots as the one with the most of them; of one with fewer each stands there several times. */
export function joinBitmaps(parts: readonly Bitmap[]): Bitmap {
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const slots = Math.max(...parts.map(countSlots));
  const bits = new Uint8Array(slots * width);
  let at = 0;
  for (const part of parts) {
    const own = countSlots(part);
    for (let slot = 0; slot < slots; slot++) {
      const from = (slot & (own - 1)) * part.width;
      bits.set(part.bits.subarray(from, from + part.width), slot * width + at);
    }
    at += part.width;
  }
  return { width, bits };
}

function countSlots({ width, bits }: Bitmap): number {
  return bits.length / width;
}
