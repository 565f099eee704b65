// One condition of a query: free text, or a key and its value.
import { markName } from '#lib/domain/marks.ts';
import { readWords } from '#lib/domain/search-text.ts';
import { Faulty } from './fault.ts';
import { isKey, keyNames, type KeyName } from './keys.ts';
import type { Piece } from './lexer.ts';
import type { Condition, Pattern } from './tree.ts';
import { readValue, sayKind } from './values.ts';

const MAX_TEXT = 1000;
const MAX_PATH = 20;

const knownKeys = keyNames
  .map((name) => ({ 'header.': 'header.NAME', 'body.': 'body.PATH' })[name as string] ?? name)
  .join(', ');

export function readTerm(text: string, pieces: readonly Piece[]): Condition {
  const open = pieces.find((piece) => piece.isOpen);
  if (open)
    throw new Faulty(
      text,
      open.start,
      open.start + 1,
      'a closing quote: “"”; a quote itself is written “""” in quotes',
    );
  const long = pieces.find((piece) => piece.text.length > MAX_TEXT);
  if (long) throw new Faulty(text, long.start, long.end, `at most ${MAX_TEXT} characters at once`);
  const parted = partAtColon(pieces);
  const key = parted && keyOf(text, parted.left);
  if (!parted || key === null) return readText(text, pieces);
  const right = parted.right.filter((piece) => piece.isQuoted || piece.text !== '');
  const end = parted.colon;
  if (right.length === 0) throw new Faulty(text, end, end + 1, `right after “:” ${sayKind(key)}`);
  if (key === 'header.') return readHeader(text, parted.left, patternOf(right));
  if (key === 'body.') {
    const path = readPath(text, parted.left);
    return { kind: 'body', path, pattern: patternOf(right) };
  }
  const value = { text: right.map((piece) => piece.text).join(''), pattern: patternOf(right) };
  const read = readValue(key, value);
  if (read === null) throw new Faulty(text, right[0]!.start, right.at(-1)!.end, sayKind(key));
  return read;
}

/** Free text: one word or one phrase. A `*` at its ends says nothing, since it is looked for anywhere. */
function readText(text: string, pieces: readonly Piece[]): Condition {
  const [piece, second] = pieces;
  if (second)
    throw new Faulty(
      text,
      second.start,
      second.end,
      'a blank between words and "phrases"; a quote itself is written “""” in quotes',
    );
  const { start, end, isQuoted } = piece!;
  const word = isQuoted ? piece!.text : piece!.text.replace(/^\*+/, '').replace(/\*+$/, '');
  if (word === '') throw new Faulty(text, start, end, 'a text to look for');
  if (!isQuoted && word.includes('*'))
    throw new Faulty(
      text,
      start,
      end,
      '“*” at the end of a word, in a key’s value (error:a*b), or in quotes for itself',
    );
  if (readWords(word).length === 0)
    throw new Faulty(text, start, end, 'a text with a letter or a digit: it is found by its words');
  return { kind: 'text', text: word };
}

/** A key is bare, or `header.` and `body.` with a name that may be quoted; all else before a colon is text. */
function keyOf(text: string, left: readonly Piece[]): KeyName | null {
  const [first] = left;
  if (first === undefined || first.isQuoted) return null;
  const [, field] = /^(header|body)\./i.exec(first.text) ?? [];
  if (field !== undefined) return field.toLowerCase() === 'header' ? 'header.' : 'body.';
  if (left.length > 1 || !/^[a-z][a-z_-]*$/i.test(first.text)) return null;
  const name = first.text.toLowerCase();
  if (isKey(name)) return name;
  throw new Faulty(text, first.start, first.end, `a key (${knownKeys}), or quotes around the text`);
}

function readHeader(text: string, left: readonly Piece[], pattern: Pattern): Condition {
  const name = left
    .map((piece) => piece.text)
    .join('')
    .slice('header.'.length);
  const { start } = left[0]!;
  const { end } = left.at(-1)!;
  if (name === '') throw new Faulty(text, start, end, 'a header’s name after “header.”');
  if (markName(name) === null)
    throw new Faulty(
      text,
      start,
      end,
      'a header that letters are found by: a name of at most 100 characters without “=”, and not what RabbitMQ wrote of the death (queue:, reason: and deaths: tell that)',
    );
  return { kind: 'header', name, pattern };
}

/** Parted at its dots, but for those in quotes. */
function readPath(text: string, left: readonly Piece[]): string[] {
  const { start } = left[0]!;
  const { end } = left.at(-1)!;
  const path = [''];
  left.forEach((piece, at) => {
    const own = at === 0 ? piece.text.slice('body.'.length) : piece.text;
    const [first = '', ...more] = piece.isQuoted ? [own] : own.split('.');
    path.push((path.pop() ?? '') + first, ...more);
  });
  if (path.includes('') || path.length > MAX_PATH)
    throw new Faulty(text, start, end, `a path like body.customer.id, of at most ${MAX_PATH} names`);
  return path;
}

type Parted = { left: Piece[]; right: Piece[]; colon: number };

/** At the first colon outside of quotes. */
function partAtColon(pieces: readonly Piece[]): Parted | null {
  const at = pieces.findIndex((piece) => !piece.isQuoted && piece.text.includes(':'));
  const piece = pieces[at];
  if (piece === undefined) return null;
  const inside = piece.text.indexOf(':');
  const colon = piece.start + inside;
  const before = { ...piece, text: piece.text.slice(0, inside), end: colon };
  const after = { ...piece, text: piece.text.slice(inside + 1), start: colon + 1 };
  const left = [...pieces.slice(0, at), ...(before.text === '' ? [] : [before])];
  return { left, right: [after, ...pieces.slice(at + 1)], colon };
}

/** Bare `*` stand for any characters; two in a row for no more than one. */
function patternOf(pieces: readonly Piece[]): Pattern {
  const pattern = [''];
  for (const { text, isQuoted } of pieces) {
    const [first = '', ...more] = isQuoted ? [text] : text.split('*');
    pattern.push((pattern.pop() ?? '') + first, ...more);
  }
  return pattern.filter((piece, at) => piece !== '' || at === 0 || at === pattern.length - 1);
}
