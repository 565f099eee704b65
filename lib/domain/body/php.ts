// What PHP's serialize() writes (php-src, ext/standard/var.c, PHP 8.3). It is only read: no class is looked up.
import type { JsonToken } from '#lib/domain/json-tokens.ts';
import { Cursor, Unreadable } from './cursor.ts';
import { readTree, type Step } from './tree.ts';
import * as show from './values.ts';

const decoder = new TextDecoder();
const utf8 = new TextDecoder('utf-8', { fatal: true });
const code = (char: string) => char.charCodeAt(0);
const MAX_DIGITS = 400;

export function readPhp(body: Uint8Array, isWhole: boolean): Generator<JsonToken> {
  const cursor = new Cursor(body);
  return readTree(cursor, isWhole, () => {
    // Containers say how many they hold, and still end in a brace.
    if (cursor.peek() === code('}')) {
      cursor.u8();
      return 'end';
    }
    return readStep(cursor);
  });
}

function readStep(cursor: Cursor): Step {
  const type = String.fromCharCode(cursor.u8());
  if (type === 'N') {
    expect(cursor, ';');
    return { value: show.word('null') };
  }
  expect(cursor, ':');
  if (type === 'b') return { value: show.bool(readWord(cursor, ';') === '1') };
  if (type === 'i' || type === 'd') return { value: { kind: 'number', text: readWord(cursor, ';') } };
  if (type === 'r' || type === 'R')
    return { value: show.word(readWord(cursor, ';')), note: 'the same as value' };
  if (type === 's') {
    const text = readText(cursor);
    expect(cursor, ';');
    return text;
  }
  if (type === 'E') {
    const { value } = readText(cursor) as { value: JsonToken };
    expect(cursor, ';');
    return { value, note: 'case' };
  }
  if (type === 'a') return open(cursor);
  if (type === 'O') {
    const note = readName(cursor);
    return { ...open(cursor), note };
  }
  if (type === 'C') return readOwn(cursor);
  throw new Unreadable(`PHP writes no “${type}”`);
}

/** n.b. `left` is not told: the brace ends it, whatever was counted. */
function open(cursor: Cursor): { open: 'map'; count: null } {
  readWord(cursor, ':');
  expect(cursor, '{');
  return { open: 'map', count: null };
}

/** A class that wrote itself, in a form of its own. */
function readOwn(cursor: Cursor): Step {
  const note = readName(cursor);
  const size = readSize(cursor);
  expect(cursor, '{');
  const held = cursor.take(size);
  expect(cursor, '}');
  return { value: readHeld(held), note };
}

function readName(cursor: Cursor): string {
  const name = cursor.text(readQuoted(cursor));
  expect(cursor, '"');
  expect(cursor, ':');
  return name;
}

function readText(cursor: Cursor): { value: JsonToken; note?: string } {
  const held = cursor.take(readQuoted(cursor));
  expect(cursor, '"');
  // A property that is private or protected bears its class, between two NULs.
  const owner = held[0] === 0 ? held.indexOf(0, 1) : -1;
  if (owner === -1) return { value: readHeld(held) };
  const by = decoder.decode(held.subarray(1, owner));
  const note = by === '*' ? 'protected' : `private of ${by}`;
  return { value: readHeld(held.subarray(owner + 1)), note };
}

function readHeld(held: Uint8Array): JsonToken {
  try {
    return show.text(utf8.decode(held));
  } catch {
    return show.bytes(held);
  }
}

function readQuoted(cursor: Cursor): number {
  const size = readSize(cursor);
  expect(cursor, '"');
  return size;
}

function readSize(cursor: Cursor): number {
  const digits = readWord(cursor, ':');
  if (!/^\d{1,10}$/.test(digits)) throw new Unreadable('a length that is no number');
  return Number(digits);
}

function readWord(cursor: Cursor, end: string): string {
  const word = cursor.takeUntil(code(end));
  if (word.length > MAX_DIGITS) throw new Unreadable('a number without end');
  return decoder.decode(word);
}

function expect(cursor: Cursor, char: string): void {
  if (cursor.u8() !== code(char)) throw new Unreadable(`no “${char}” where PHP writes one`);
}
