// Bytes as text and back, in Node and in a browser alike.

// A byte order mark is a part of what was sent: stripped, two different header names would look like one.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** The text, or null where the bytes are not UTF-8. */
export function readUtf8(bytes: Uint8Array): string | null {
  const short = readShortAscii(bytes);
  if (short !== null) return short;
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

/** The text with U+FFFD where the bytes are not UTF-8. */
export function showUtf8(bytes: Uint8Array): string {
  return readShortAscii(bytes) ?? lenient.decode(bytes);
}

/** Names and short values are nearly always this, and a TextDecoder costs more than they do. */
function readShortAscii(bytes: Uint8Array): string | null {
  if (bytes.length > 48) return null;
  for (const byte of bytes) if (byte > 127) return null;
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
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
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
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
  new DataView(whole.buffer).setUint32(0, bytes.length);
  whole.set(bytes, 4);
  return whole;
}

export function areBytesEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
