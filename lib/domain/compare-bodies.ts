// Two bodies side by side, line by line: laid out by the format that both have, as text, else the bytes. Bounded in lines and in
// work, and total.
import { diffArrays } from 'diff';
import { areBytesEqual } from './bytes.ts';
import { makeBody, type Body } from './body/body.ts';
import { chooseViews, layOutAs, type ViewName } from './body/views.ts';
import { layOutHex, textOf, type LaidLine } from './body/window.ts';
import type { Mark } from './compare.ts';

/** `isWhole`: there is no more of it than these bytes. */
export type BodyToCompare = { bytes: Uint8Array; contentType: string | undefined; isWhole: boolean };

/** `at`: the line's place in its own body, from 0. */
export type SideLine = { at: number; text: string };
export type LinePair = { mark: Mark; left: SideLine | null; right: SideLine | null };

export type ComparedBodies = {
  kind: ViewName;
  pairs: LinePair[];
  isSameBytes: boolean;
  /** Only so many lines of each were compared: there were more, or they have too little in common. Null for all. */
  firstLines: number | null;
};

const MAX_LINES = 20_000;
/** Lines that are only left or only right. The work grows with its square: some 150 ms at most. */
const MAX_EDITS = 1000;
/** Of bodies that differ in more than that: so few lines cannot differ in more. */
const FIRST_LINES = MAX_EDITS / 2;
const MAX_DEPTH = 60;

export function compareBodies(left: BodyToCompare, right: BodyToCompare): ComparedBodies {
  const isSameBytes = left.isWhole && right.isWhole && areBytesEqual(left.bytes, right.bytes);
  const [our, their] = [bodyOf(left), bodyOf(right)];
  const kind = kindOfBoth(our, their);
  const [ours, theirs] = [listLines(our, kind), listLines(their, kind)];
  const isLong = ours.length > MAX_LINES || theirs.length > MAX_LINES;
  const whole = pairLines(ours.slice(0, MAX_LINES), theirs.slice(0, MAX_LINES), kind);
  if (whole !== null) return { kind, pairs: whole, isSameBytes, firstLines: isLong ? MAX_LINES : null };
  const first = pairLines(ours.slice(0, FIRST_LINES), theirs.slice(0, FIRST_LINES), kind) ?? [];
  return { kind, pairs: first, isSameBytes, firstLines: FIRST_LINES };
}

function bodyOf({ bytes, contentType, isWhole }: BodyToCompare): Body {
  return makeBody(bytes, contentType, isWhole);
}

/** What both are at their best; two that are not the same are texts, or bytes. An empty one is whatever the other is. */
function kindOfBoth(...bodies: Body[]): ViewName {
  const filled = bodies.filter(({ bytes }) => bytes.length > 0);
  const [first = 'text', second = first] = filled.map((body) => chooseViews(body).best);
  if (first === second) return first;
  return filled.every(({ isText }) => isText) ? 'text' : 'hex';
}

/** One line more than are compared at most, so that it is known whether there are more. */
function listLines(body: Body, kind: ViewName): string[] {
  if (body.bytes.length === 0) return [];
  if (kind === 'text') return body.text.split('\n', MAX_LINES + 1);
  const lines: string[] = [];
  const laid: Iterator<LaidLine> = kind === 'hex' ? layOutHex(body.bytes, 0) : layOutAs(kind, body);
  for (let next = laid.next(); next.done !== true && lines.length <= MAX_LINES; next = laid.next())
    lines.push('  '.repeat(Math.min(next.value.depth, MAX_DEPTH)) + textOf(next.value));
  return lines;
}

/** Null when they differ too much. */
function pairLines(left: string[], right: string[], kind: ViewName): LinePair[] | null {
  // A member that is added after another gives that one a comma: no difference.
  const keyOf = (line: string) => (kind !== 'text' && line.endsWith(',') ? line.slice(0, -1) : line);
  const changes = diffArrays(left.map(keyOf), right.map(keyOf), { maxEditLength: MAX_EDITS });
  if (changes === undefined) return null;
  const pairs: LinePair[] = [];
  let [ours, theirs]: [SideLine[], SideLine[]] = [[], []];
  let [atLeft, atRight] = [0, 0];
  const takeLeft = () => ({ at: atLeft, text: left[atLeft++] ?? '' });
  const takeRight = () => ({ at: atRight, text: right[atRight++] ?? '' });
  const putUnequal = () => {
    for (let at = 0; at < Math.max(ours.length, theirs.length); at += 1)
      pairs.push(pairOf(ours[at] ?? null, theirs[at] ?? null));
    [ours, theirs] = [[], []];
  };
  for (const { added, removed, count } of changes) {
    if (!added && !removed) putUnequal();
    for (let n = 0; n < count; n += 1) {
      if (added) theirs.push(takeRight());
      else if (removed) ours.push(takeLeft());
      else pairs.push({ mark: 'same', left: takeLeft(), right: takeRight() });
    }
  }
  putUnequal();
  return pairs;
}

function pairOf(left: SideLine | null, right: SideLine | null): LinePair {
  return { mark: left === null ? 'right' : right === null ? 'left' : 'changed', left, right };
}
