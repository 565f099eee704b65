// Stamps taken out of an envelope that PHP serialized, every other byte as it was: Messenger would count on from them.
import { Cursor, Unreadable } from '#lib/domain/body/cursor.ts';
import { slash, stripSlashes } from '#lib/domain/body/php.ts';
import { concatBytes, showUtf8, writeUtf8 } from '#lib/domain/bytes.ts';

const BEFORE = writeUtf8(
  'O:36:"Symfony\\Component\\Messenger\\Envelope":2:{s:44:"\0Symfony\\Component\\Messenger\\Envelope\0stamps";a:',
);
const MAX_DEPTH = 200;

/** Null where nothing is to be taken out, or where it cannot surely be: a reference would point elsewhere then. */
export function dropStamps(body: Uint8Array, isDropped: (name: string) => boolean): Uint8Array | null {
  try {
    const changed = drop(stripSlashes(body), isDropped);
    return changed === null ? null : slash(changed);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

function drop(serialized: Uint8Array, isDropped: (name: string) => boolean): Uint8Array | null {
  const cursor = new Cursor(serialized);
  if (!BEFORE.every((byte, at) => serialized[at] === byte)) return null;
  cursor.at = BEFORE.length;
  const count = readCount(cursor, ':');
  cursor.u8();
  const kept: Uint8Array[] = [];
  for (let left = count; left > 0; left -= 1) {
    const from = cursor.at;
    const name = readName(cursor);
    skip(cursor, 0);
    if (!isDropped(name)) kept.push(serialized.subarray(from, cursor.at));
  }
  const rest = serialized.subarray(cursor.at);
  const hasReference = [...kept, rest].some((part) => /[;{:][rR]:\d+;/.test(showUtf8(part)));
  if (kept.length === count || hasReference) return null;
  return concatBytes([BEFORE, writeUtf8(`${kept.length}:{`), ...kept, rest]);
}

function readName(cursor: Cursor): string {
  const from = cursor.at;
  skip(cursor, 0);
  return /^s:\d+:"(.*)";$/s.exec(showUtf8(cursor.bytes.subarray(from, cursor.at)))?.[1] ?? '';
}

/** Passes one value. */
function skip(cursor: Cursor, depth: number): void {
  if (depth > MAX_DEPTH) throw new Unreadable('too deep');
  const type = String.fromCharCode(cursor.u8());
  if (type === 'N') return void cursor.take(1);
  cursor.take(1);
  if ('bidrR'.includes(type)) return void cursor.takeUntil(SEMICOLON);
  // Quotes around, a semicolon behind.
  if (type === 's' || type === 'E') return void cursor.take(readCount(cursor, ':') + 3);
  if (type === 'O' || type === 'C') cursor.take(readCount(cursor, ':') + 3);
  else if (type !== 'a') throw new Unreadable(`PHP writes no “${type}”`);
  const count = readCount(cursor, ':');
  cursor.take(1);
  if (type === 'C') cursor.take(count);
  else for (let left = count * 2; left > 0; left -= 1) skip(cursor, depth + 1);
  cursor.take(1);
}

const SEMICOLON = 0x3b;

function readCount(cursor: Cursor, end: string): number {
  const digits = showUtf8(cursor.takeUntil(end.charCodeAt(0)));
  if (!/^\d{1,9}$/.test(digits)) throw new Unreadable('a count that is no number');
  return Number(digits);
}
