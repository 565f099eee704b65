// What free text finds. A letter is read as words: runs of letters, digits and signs such as emoji, in lower case; all else only
// separates them. A term
// is found where its words follow one another; the last may go on (`time` finds “timeout”). A single word is also found at a
// capital inside of one (`timeout` finds “SocketTimeoutException”).

/** In characters: what lies behind is not searched, and the search says so. */
export const MAX_SEARCHED = 300_000;
/** In bytes, of a body. */
export const MAX_SEARCHED_BODY = 256 * 1024;
/** Longer words are cut into pieces of this. */
const MAX_WORD = 64;
const MAX_HUMPS = 2000;
const pieces = new RegExp(`[^ ]{${MAX_WORD}}(?=[^ ])`, 'g');

/** What separates words, and where a word in mixed case begins anew: connection|Timeout, HTTP|Server. */
const anyText = {
  separators: /[^\p{L}\p{N}\p{M}\p{So}]+/gu,
  humps: /\p{Lu}(?:(?<=[\p{Ll}\p{N}]\p{Lu})|(?<=\p{Lu}\p{Lu})(?=\p{Ll}))/gu,
};
/** The same where all is ASCII, at a fifth of the time. */
const ascii = {
  separators: /[^A-Za-z0-9]+/g,
  humps: /[A-Z](?:(?<=[a-z0-9][A-Z])|(?<=[A-Z][A-Z])(?=[a-z]))/g,
};

export type SearchText = {
  /** The words, a space between them; behind a `|` each those that begin inside of others. */
  words: string;
  /** Not all of it was read. */
  isCut: boolean;
};

/** The parts are headers, errors, the body …, each as text. */
export function textOf(parts: readonly string[]): SearchText {
  const words: string[] = [];
  const inner = new Set<string>();
  let room = MAX_SEARCHED;
  let isCut = false;
  for (const part of parts) {
    const text = part.length > room ? part.slice(0, room) : part;
    isCut ||= part.length > room;
    room -= text.length;
    const separated = separate(text);
    if (separated === '') continue;
    words.push(fold(separated));
    addInner(inner, separated);
  }
  return { words: [words.join(' '), ...inner].join('|'), isCut };
}

/** The words of a term, in their order. None: it holds neither letter nor digit. */
export function readWords(term: string): string[] {
  const separated = separate(term);
  return separated === '' ? [] : fold(separated).split(' ');
}

/** Whether a term is found. One without words is found nowhere (the query language refuses it). */
export function holdsText({ words }: Pick<SearchText, 'words'>, term: string): boolean {
  const read = readWords(term);
  if (read.length === 0) return false;
  const [all = '', ...inner] = words.split('|');
  return (
    ` ${all}`.includes(` ${read.join(' ')}`) ||
    (read.length === 1 && inner.some((one) => one.startsWith(read[0]!)))
  );
}

function kindOf(text: string): typeof ascii {
  // oxlint-disable-next-line no-control-regex -- all of ASCII
  return /[^\0-\x7f]/.test(text) ? anyText : ascii;
}

/** Words as they stand, a space between them. */
function separate(text: string): string {
  return text.replace(kindOf(text).separators, ' ').trim();
}

function fold(separated: string): string {
  const folded = separated.toLowerCase();
  return hasLongWord(folded) ? folded.replace(pieces, '$& ') : folded;
}

function addInner(inner: Set<string>, separated: string): void {
  for (const { index } of separated.matchAll(kindOf(separated).humps)) {
    const end = separated.indexOf(' ', index);
    const word = separated.slice(index, end === -1 ? undefined : end);
    if (inner.size < MAX_HUMPS && word.length <= MAX_WORD) inner.add(word.toLowerCase());
  }
}

function hasLongWord(words: string): boolean {
  let start = 0;
  for (let end = words.indexOf(' '); end !== -1; end = words.indexOf(' ', start)) {
    if (end - start > MAX_WORD) return true;
    start = end + 1;
  }
  return words.length - start > MAX_WORD;
}
