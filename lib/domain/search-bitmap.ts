// Which letters of a block may hold a term: for each of some thousand slots a bit a letter. The beginnings of words and each two that
// follow one another fall into slots by their hash, so a letter that lacks one of a term's bits lacks the term. What all letters
// bear, but hardly ever together, is told apart here: an index over words cannot.
const MOST_SLOTS = 65_536;
const FEWEST_SLOTS = 1024;
/** A word falls into three or four slots: so one slot in three is a long letter's, and hardly any a short one's. */
const SLOTS_A_WORD = 9;
/** Nine letters in ten have at most as many words as slots are made for. */
const SHARE = 0.9;
/** Of a longer word, in characters: it may go on. Of words of a pair the second is taken so. */
const BEGINNING = 6;
/** Of the second word of a pair once more. */
const SHORT = 3;
/** A term is told well enough by so many; each is a look at each block. */
const MOST_OF_TERM = 6;

const SPACE = 0x20;
const BAR = 0x7c;
const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const SHORT_PAIR = 0x5bd1e995;

/**
 * A power of two of slots, each of so many bytes as hold a bit a letter; the first letter's is the highest. `letters`: SearchText's
 * words.
 */
export function makeBitmap(letters: readonly string[]): Uint8Array {
  const width = Math.ceil(letters.length / 8);
  const slots = countSlots(letters);
  const bitmap = new Uint8Array(slots * width);
  for (const [place, words] of letters.entries()) {
    const [at, bit] = [place >> 3, 0x80 >> (place & 7)];
    eachSlot(words, (slot) => {
      bitmap[(slot & (slots - 1)) * width + at]! |= bit;
    });
  }
  return bitmap;
}

function countSlots(letters: readonly string[]): number {
  const words = letters.map(countWords).toSorted((one, other) => one - other);
  const many = words[Math.floor((words.length - 1) * SHARE)] ?? 0;
  const wanted = 2 ** Math.ceil(Math.log2(SLOTS_A_WORD * many + 1));
  return Math.min(MOST_SLOTS, Math.max(FEWEST_SLOTS, wanted));
}

function countWords(words: string): number {
  let many = 1;
  for (let at = words.indexOf(' '); at !== -1; at = words.indexOf(' ', at + 1)) many++;
  return many;
}

/**
 * The slots of a term (readWords'), all of which a letter has that holds it: their number modulo that of the block's slots. None: it
 * tells too little.
 */
export function slotsOf(term: readonly string[]): number[] {
  const last = term.at(-1) ?? '';
  // A short word at the end may go on.
  const whole = last.length < BEGINNING ? term.slice(0, -1) : term;
  const pairs = whole.slice(1).map((word, at) => pair(hash(term[at]!), hash(word.slice(0, BEGINNING))));
  const shortPairs = term
    .slice(1)
    .flatMap((word, at) =>
      word.length < SHORT ? [] : [shortPair(hash(term[at]!), hash(word.slice(0, SHORT)))],
    );
  const beginnings = term
    .filter((word) => word.length >= BEGINNING)
    .map((word) => mix(hash(word.slice(0, BEGINNING))));
  const slots = [
    ...pairs.map(oneSlot),
    ...shortPairs.map(oneSlot),
    ...pairs.map(otherSlot),
    ...beginnings.map(oneSlot),
  ];
  return [...new Set(slots)].slice(0, MOST_OF_TERM);
}

/** One pass over the characters: many a letter has hundreds of words. */
function eachSlot(words: string, add: (slot: number) => void): void {
  let previous = 0;
  let hasPrevious = false;
  let isApart = false;
  let word = FNV_START;
  let [short, beginning, length] = [0, 0, 0];
  for (let at = 0; at <= words.length; at++) {
    const code = at < words.length ? words.charCodeAt(at) : SPACE;
    if (code !== SPACE && code !== BAR) {
      word = Math.imul(word ^ code, FNV_PRIME);
      length++;
      if (length === SHORT) short = word;
      else if (length === BEGINNING) beginning = word;
      continue;
    }
    if (length >= BEGINNING) add(oneSlot(mix(beginning)));
    if (hasPrevious && length > 0) {
      const both = pair(previous, length < BEGINNING ? word : beginning);
      add(oneSlot(both));
      add(otherSlot(both));
      if (length >= SHORT) add(oneSlot(shortPair(previous, short)));
    }
    // Words behind a bar stand alone.
    isApart ||= code === BAR;
    if (isApart) hasPrevious = false;
    else if (length > 0) [previous, hasPrevious] = [word, true];
    word = FNV_START;
    length = 0;
  }
}

/** Falls into two slots: a letter has hundreds of pairs, and one slot alone tells little. */
function pair(first: number, second: number): number {
  return mix(Math.imul(first, FNV_PRIME) ^ second);
}

function shortPair(first: number, second: number): number {
  return mix(Math.imul(first ^ SHORT_PAIR, FNV_PRIME) ^ second);
}

function oneSlot(mixed: number): number {
  return mixed & 0xffff;
}

/** Near the one: both are read with one page. */
function otherSlot(mixed: number): number {
  return (mixed & 0xffe0) | (mixed >>> 27);
}

function hash(text: string): number {
  let made = FNV_START;
  for (let at = 0; at < text.length; at++) made = Math.imul(made ^ text.charCodeAt(at), FNV_PRIME);
  return made;
}

/** Murmur3's last steps: FNV's bits mix little. */
function mix(hashed: number): number {
  let mixed = hashed ^ (hashed >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
