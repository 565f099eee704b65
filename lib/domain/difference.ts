// Two texts side by side: where they part and where they meet again. Of long ones only what is around that.
import { cutText } from './plain-text.ts';

/** What both begin with, what is this one's own, what both end with; cut parts end in or begin with an ellipsis. */
export type Parts = { before: string; own: string; after: string };

const MAX_OWN = 400;
const MAX_AROUND = 80;

export function findDifference(left: string, right: string): [left: Parts, right: Parts] {
  const max = Math.min(left.length, right.length);
  let start = 0;
  while (start < max && left.charCodeAt(start) === right.charCodeAt(start)) start += 1;
  if (isHighHalf(left.charCodeAt(start - 1))) start -= 1;
  let end = 0;
  while (
    end < max - start &&
    left.charCodeAt(left.length - 1 - end) === right.charCodeAt(right.length - 1 - end)
  )
    end += 1;
  if (isLowHalf(left.charCodeAt(left.length - end))) end -= 1;
  const before = cutFront(left.slice(0, start));
  const after = cutEnd(left.slice(left.length - end), MAX_AROUND);
  const partsOf = (text: string) => ({
    before,
    own: cutEnd(text.slice(start, text.length - end), MAX_OWN),
    after,
  });
  return [partsOf(left), partsOf(right)];
}

/** A text that is alone, or the same on both sides. */
export function cutLong(text: string): string {
  return cutEnd(text, MAX_OWN);
}

/** White space that is itself the difference, by signs that can be seen. */
export function showBlanks(own: string): string {
  if (own === '' || own.trim() !== '') return own;
  return own.replaceAll('\r', '␍').replaceAll('\n', '␊').replaceAll('\t', '→').replaceAll(/\s/g, '·');
}

function cutEnd(text: string, max: number): string {
  return text.length <= max ? text : `${cutText(text, max)}…`;
}

function cutFront(text: string): string {
  if (text.length <= MAX_AROUND) return text;
  const at = text.length - MAX_AROUND;
  return `…${text.slice(isLowHalf(text.charCodeAt(at)) ? at + 1 : at)}`;
}

/** n.b. half of a pair would be another character; NaN past an end is neither. */
const isHighHalf = (code: number) => code >= 0xd800 && code <= 0xdbff;
const isLowHalf = (code: number) => code >= 0xdc00 && code <= 0xdfff;
