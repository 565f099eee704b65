// What the index keeps of a word: its beginning. Of words with digits little, since most are ids and each new key is dear; whether
// the whole of it stands there is read in the words themselves.
const WITH_DIGIT = 6;
const WITHOUT = 16;

/** The keys of what letters bear (SearchText's words), each word looked at once. */
export function keysOf(letters: readonly string[]): Set<string> {
  const words = new Set<string>();
  for (const letter of letters)
    for (const part of letter.split('|')) for (const word of part.split(' ')) words.add(word);
  words.delete('');
  return new Set([...words].map(keyOf));
}

/** As a tsquery, what keys a term's words need; the last word may go on. */
export function writeKeyQuery(term: readonly string[]): string {
  const whole = term.slice(0, -1).map((word) => quote(keyOf(word)));
  const last = term.at(-1) ?? '';
  return [...new Set([...whole, mayGoOn(last)])].join(' & ');
}

function keyOf(word: string): string {
  return word.slice(0, hasDigit(word) ? WITH_DIGIT : WITHOUT);
}

/** n.b. a word without a digit may go on with one. */
function mayGoOn(word: string): string {
  const short = quote(word.slice(0, WITH_DIGIT));
  if (word.length < WITH_DIGIT) return `${short}:*`;
  if (hasDigit(word)) return short;
  const long = quote(word.slice(0, WITHOUT));
  return `(${short} | ${long}${word.length < WITHOUT ? ':*' : ''})`;
}

function hasDigit(word: string): boolean {
  return /[0-9]/.test(word) || /(?=[^\0-\x7f])\p{N}/u.test(word);
}

/** Words hold letters and digits only. */
function quote(key: string): string {
  return `'${key}'`;
}
