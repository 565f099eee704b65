/** Chance that comes out the same every time: mulberry32, seeded. */

export type Random = {
  /** From 0 up to and without `below`. */
  int(below: number): number;
  pick<Value>(values: readonly Value[]): Value;
  hex(digits: number): string;
  uuid(): string;
};

export function makeRandom(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  function hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += next().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  const int = (below: number): number => Math.floor((next() / 2 ** 32) * below);
  return {
    int,
    hex,
    pick: (values) => values[int(values.length)] as (typeof values)[number],
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[int(4)]}${hex(3)}-${hex(12)}`,
  };
}
