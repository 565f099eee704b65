// A long comparison with its equal stretches folded: what differs, and a few lines around it.
import type { LinePair } from './compare-bodies.ts';

export type Stretch = { isFolded: boolean; pairs: LinePair[] };

const AROUND = 3;
/** Fewer are shown: folding them would take as much room. */
const MIN_FOLDED = 4;

export function foldPairs(pairs: readonly LinePair[]): Stretch[] {
  const stretches: Stretch[] = [];
  const put = (isFolded: boolean, some: readonly LinePair[]) => {
    const last = stretches.at(-1);
    if (some.length === 0) return;
    if (last?.isFolded === isFolded) last.pairs.push(...some);
    else stretches.push({ isFolded, pairs: [...some] });
  };
  for (let at = 0; at < pairs.length;) {
    const end = endOfEqual(pairs, at);
    const from = at === 0 ? 0 : at + AROUND;
    const to = end === pairs.length ? end : end - AROUND;
    if (to - from < MIN_FOLDED) put(false, pairs.slice(at, end));
    else {
      put(false, pairs.slice(at, from));
      put(true, pairs.slice(from, to));
      put(false, pairs.slice(to, end));
    }
    if (end < pairs.length) put(false, pairs.slice(end, end + 1));
    at = end + 1;
  }
  return stretches;
}

/** How many stretches, from the first, show about so many lines; of one at most `maxEach`. */
export function countStretches(stretches: readonly Stretch[], lines: number, maxEach: number): number {
  let left = lines;
  let count = 0;
  for (const { isFolded, pairs } of stretches) {
    if (left <= 0) break;
    left -= isFolded ? 1 : Math.min(maxEach, pairs.length);
    count += 1;
  }
  return count;
}

function endOfEqual(pairs: readonly LinePair[], from: number): number {
  let end = from;
  while (pairs[end]?.mark === 'same') end += 1;
  return end;
}
