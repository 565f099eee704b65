// Which letters of a block may hold a term: for each of some thousand slots a bit a letter. The beginnings of words and each two that
// follow one another fall into slots by their hash, so a letter that lacks one of a term's bits lacks the term. What all letters
// bear, but hardly ever together, is told apart here: an index over words cannot.
export const SLOTS = 4096;
/** Blocks of fewer letters have no bitmap: its room would not be worth the look that it saves. */
export const MIN_LETTERS = 16;
/** Beginnings of a word, in characters. */
const SHORT = 4;
const LONG = 8;
/** Of a pair's second word, which may go on. */
const OF_SECOND = 3;
/** A term is told well enough by so many. */
const MOST_SLOTS = 4;

const SPACE = 0x20;
const BAR = 0x7c;
const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Slot by slot, so many bytes for each as hold a bit a letter; the first letter's is the highest. `letters`: SearchText's words. */
export function makeBitmap(letters: readonly string[]): Uint8Array | null {
  if (letters.length < MIN_LETTERS) return null;
  const width = Math.ceil(letters.length / 8);
  const bitmap = new Uint8Array(SLOTS * width);
  for (const [place, words] of letters.entries()) {
    const [at, bit] = [place >> 3, 0x80 >> (place & 7)];
    eachSlot(words, (slot) => {
      bitmap[slot * width + at]! |= bit;
    });
  }
  return bitmap;
}

/** The slots of a term (readWords'), all of which a letter has that holds it. None: it tells too little. */
export function slotsOf(term: readonly string[]): number[] {
  const pairs = term
    .slice(1)
    .flatMap((word, at) =>
      word.length >= OF_SECOND || at + 2 < term.length ? [pairSlot(hash(term[at]!), word)] : [],
    );
  const beginnings = term.flatMap((word) => {
    const length = word.length < LONG ? SHORT : LONG;
    return word.length < length ? [] : [toSlot(hash(word.slice(0, length)))];
  });
  return [...new Set([...pairs, ...beginnings])].slice(0, MOST_SLOTS);
}

/** One pass over the characters: many a letter has hundreds of words. */
function eachSlot(words: string, add: (slot: number) => void): void {
  let previous = 0;
  let hasPrevious = false;
  let isApart = false;
  let word = FNV_START;
  let length = 0;
  for (let at = 0; at <= words.length; at++) {
    const code = at < words.length ? words.charCodeAt(at) : SPACE;
    if (code !== SPACE && code !== BAR) {
      word = Math.imul(word ^ code, FNV_PRIME);
      length++;
      if (length === OF_SECOND) {
        if (hasPrevious) add(toSlot(pair(previous, word)));
      } else if (length === SHORT || length === LONG) add(toSlot(word));
      continue;
    }
    if (hasPrevious && length > 0 && length < OF_SECOND) add(toSlot(pair(previous, word)));
    isApart ||= code === BAR;
    if (isApart) hasPrevious = false;
    else if (length > 0) [previous, hasPrevious] = [word, true];
    word = FNV_START;
    length = 0;
  }
}

function pairSlot(first: number, second: string): number {
  return toSlot(pair(first, hash(second.slice(0, OF_SECOND))));
}

function pair(first: number, second: number): number {
  return Math.imul(first ^ (second >>> 7) ^ (second << 11), FNV_PRIME) ^ second;
}

function hash(text: string): number {
  let made = FNV_START;
  for (let at = 0; at < text.length; at++) made = Math.imul(made ^ text.charCodeAt(at), FNV_PRIME);
  return made;
}

/** FNV's low bits mix least. */
function toSlot(hashed: number): number {
  return ((hashed ^ (hashed >>> 15)) >>> 0) % SLOTS;
}
