// Bytes as text and back, in Node and in a browser alike.

// A byte order mark is a part of what was sent: stripped, two different header names would look like one.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** The text from `start` to `end`, or null where the bytes are not UTF-8. */
export function readUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string | null {
  const short = readShortAscii(bytes, start, end);
  if (short !== null) return short;
  try {
    return strict.decode(bytes.subarray(start, end));
  } catch {
    return null;
  }
}

/** The text from `start` to `end`, with U+FFFD where the bytes are not UTF-8. */
export function showUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return readShortAscii(bytes, start, end) ?? lenient.decode(bytes.subarray(start, end));
}

const MAX_SHORT = 48;
/** By a digest of their bytes: names and short values come again with every letter, and making a text costs more than comparing one. */
const shortTexts: string[] = Array.from({ length: 1024 }, () => '');

/** Names and short values are nearly always this, and a TextDecoder costs more than they do. */
function readShortAscii(bytes: Uint8Array, start: number, end: number): string | null {
  if (end - start > MAX_SHORT) return null;
  let digest = end - start;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte > 127) return null;
    digest = (Math.imul(digest, 31) + byte) | 0;
  }
  const place = (digest ^ (digest >>> 10)) & 1023;
  const known = shortTexts[place] ?? '';
  if (isText(known, bytes, start, end)) return known;
  return (shortTexts[place] = String.fromCharCode.apply(
    null,
    bytes.subarray(start, end) as unknown as number[],
  ));
}

function isText(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = start; at < end; at++) if (text.charCodeAt(at - start) !== bytes[at]) return false;
  return true;
}

export function writeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  // In steps: fromCharCode takes its characters as arguments, and their number is bounded.
  for (let at = 0; at < bytes.length; at += 0x2000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
  }
  return btoa(binary);
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const part of parts) size += part.length;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** With its length before it in 4 bytes, as AMQP writes a longstr, a table and an array. */
export function withLength(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(4 + bytes.length);
  const { length } = bytes;
  whole[0] = length >>> 24;
  whole[1] = length >>> 16;
  whole[2] = length >>> 8;
  whole[3] = length;
  whole.set(bytes, 4);
  return whole;
}

export function areBytesEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
