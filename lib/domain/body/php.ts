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
  const cursor = new Cursor(isSlashed(body) ? stripSlashes(body) : body);
  return readTree(cursor, isWhole, () => {
    // Containers say how many they hold, and still end in a brace.
    if (cursor.peek() === code('}')) {
      cursor.u8();
      return 'end';
    }
    return readStep(cursor);
  });
}

/** Symfony Messenger passes it through addslashes(): a class then begins with \\". */
function isSlashed(body: Uint8Array): boolean {
  return body[0] === code('O') && /^O:\d{1,6}:\\"/.test(decoder.decode(body.subarray(0, 12)));
}

/** As PHP's stripslashes(). */
export function stripSlashes(body: Uint8Array): Uint8Array {
  const stripped = new Uint8Array(body.length);
  let size = 0;
  for (let at = 0; at < body.length; at += 1) {
    const isEscape = body[at] === code('\\') && at + 1 < body.length;
    if (isEscape) at += 1;
    stripped[size++] = isEscape && body[at] === code('0') ? 0 : body[at]!;
  }
  return stripped.subarray(0, size);
}

/** As PHP's addslashes(). */
export function slash(plain: Uint8Array): Uint8Array {
  const slashed: number[] = [];
  for (const byte of plain) {
    const isQuoted = byte === 0 || byte === code('"') || byte === code("'") || byte === code('\\');
    if (isQuoted) slashed.push(code('\\'));
    slashed.push(byte === 0 ? code('0') : byte);
  }
  return Uint8Array.from(slashed);
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
