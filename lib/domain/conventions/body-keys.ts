// Whether a body may name a key, without making a text of it: while draining nearly all bodies name none.
import { writeUtf8 } from '#lib/domain/bytes.ts';

/** Tells of JSON bytes whether one of these keys stands there, in quotes. */
export type HasKey = (body: Uint8Array) => boolean;

const QUOTE = 0x22;

export function seekKeys(keys: readonly string[]): HasKey {
  /** By first byte. */
  const wanted: Uint8Array[][] = [];
  for (const key of keys) {
    const bytes = writeUtf8(`${key}"`);
    (wanted[bytes[0] ?? 0] ??= []).push(bytes);
  }
  return (body) => {
    // n.b. By hand: indexOf() is called anew for each of many quotes.
    for (let at = 0; at < body.length; at++) {
      if (body[at] !== QUOTE) continue;
      const begun = wanted[body[at + 1] ?? 0];
      if (begun !== undefined) for (const key of begun) if (stands(body, at + 1, key)) return true;
    }
    return false;
  };
}

function stands(body: Uint8Array, at: number, key: Uint8Array): boolean {
  for (let index = 0; index < key.length; index++) if (body[at + index] !== key[index]) return false;
  return true;
}
