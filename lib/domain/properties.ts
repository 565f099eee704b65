// Reads the properties of a message from their own bytes, and writes them again with single ones changed.
// The bytes are the content header frame's flags and values (AMQP 0-9-1, 4.2.6.1): what follows the body size.
import { concatBytes, showUtf8 } from './bytes.ts';
import type { Properties } from './dead-letter.ts';

/** In the order of their flags, from bit 15 down, and of their values. */
const kinds = {
  contentType: 'shortstr',
  contentEncoding: 'shortstr',
  headers: 'table',
  deliveryMode: 'octet',
  priority: 'octet',
  correlationId: 'shortstr',
  replyTo: 'shortstr',
  expiration: 'shortstr',
  messageId: 'shortstr',
  timestamp: 'longlong',
  type: 'shortstr',
  userId: 'shortstr',
  appId: 'shortstr',
  clusterId: 'shortstr',
} as const;
export type PropertyName = keyof typeof kinds;
const names = Object.keys(kinds) as PropertyName[];
/** Looked up, not worked out: each replay reads and writes all of a letter's. */
const flagged = names.map((name, at) => ({ name, kind: kinds[name], flag: 0x8000 >> at }));

export type PropertiesRead = {
  properties: Properties;
  /** The header table's entries, without the 4 bytes of length before them; null where there is no table. */
  headers: Uint8Array | null;
  /** Why some could not be read. */
  fault: string | null;
};

/** Reads all properties. Total: of garbage it tells what could be read, and the fault. */
export function readProperties(propertyBytes: Uint8Array): PropertiesRead {
  const { values, fault } = splitProperties(propertyBytes);
  const read: Record<string, string | number> = {};
  for (const [name, value] of values) {
    if (kinds[name] === 'octet') read[name] = value[0] ?? 0;
    if (kinds[name] === 'shortstr') read[name] = showUtf8(value.subarray(1));
    if (kinds[name] === 'longlong') read[name] = viewOf(value).getBigUint64(0).toString();
  }
  return { properties: read as Properties, headers: values.get('headers')?.subarray(4) ?? null, fault };
}

/** The properties taken apart: each value's own bytes, with the length that stands before a string or table. */
export type SplitProperties = {
  values: Map<PropertyName, Uint8Array>;
  /** Flags without a value: those that name no property of `basic`, the words that follow them, and those cut off from theirs. */
  otherFlags: Uint8Array;
  /** What follows the last value that could be read. */
  rest: Uint8Array;
  fault: string | null;
};

export function splitProperties(propertyBytes: Uint8Array): SplitProperties {
  const values = new Map<PropertyName, Uint8Array>();
  const flagsEnd = findFlagsEnd(propertyBytes);
  if (flagsEnd === null) {
    return { values, otherFlags: new Uint8Array(), rest: propertyBytes, fault: 'the flags are cut off' };
  }
  const flags = readUint16(propertyBytes, 0);
  // n.b. A copy even of a Buffer, whose slice() is none: the letter's own bytes must not change.
  const otherFlags = new Uint8Array(propertyBytes.subarray(0, flagsEnd));
  let at = flagsEnd;
  let missing = flags;
  let fault: string | null = null;
  for (const { name, kind, flag } of flagged) {
    if (!(flags & flag)) continue;
    const end = findValueEnd(propertyBytes, at, kind);
    if (end === null) {
      fault = `${name} is cut off`;
      break;
    }
    values.set(name, propertyBytes.subarray(at, end));
    missing &= ~flag;
    at = end;
  }
  writeUint16(otherFlags, missing);
  return { values, otherFlags, rest: propertyBytes.subarray(at), fault };
}

/** The header table's entries alone, for whoever needs nothing else; null where there is no whole table. */
export function findHeaders(propertyBytes: Uint8Array): Uint8Array | null {
  const flagsEnd = findFlagsEnd(propertyBytes);
  if (flagsEnd === null) return null;
  if (!(readUint16(propertyBytes, 0) & flagOf('headers'))) return null;
  let at: number | null = flagsEnd;
  for (const name of ['contentType', 'contentEncoding'] as const)
    if (at !== null && readUint16(propertyBytes, 0) & flagOf(name))
      at = findValueEnd(propertyBytes, at, 'shortstr');
  const end = at === null ? null : findValueEnd(propertyBytes, at, 'table');
  return at === null || end === null ? null : propertyBytes.subarray(at + 4, end);
}

/** Puts properties together again: values that were not touched come out byte for byte, whatever they were taken from. */
export function joinProperties({ values, otherFlags, rest }: SplitProperties): Uint8Array {
  if (values.size === 0 && otherFlags.length === 0) return rest;
  const flags = new Uint8Array(Math.max(2, otherFlags.length));
  flags.set(otherFlags);
  let word = readUint16(flags, 0);
  const parts: Uint8Array[] = [flags];
  for (const { name, flag } of flagged) {
    const value = values.get(name);
    if (value === undefined) continue;
    word |= flag;
    parts.push(value);
  }
  writeUint16(flags, word);
  parts.push(rest);
  return concatBytes(parts);
}

function readUint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function writeUint16(bytes: Uint8Array, value: number): void {
  bytes[0] = value >> 8;
  bytes[1] = value & 255;
}

function flagOf(name: PropertyName): number {
  return 0x8000 >> names.indexOf(name);
}

/** Bit 0 of a word of flags says that another word follows. */
function findFlagsEnd(bytes: Uint8Array): number | null {
  let end = 2;
  while (end <= bytes.length && (bytes[end - 1] ?? 0) & 1) end += 2;
  return end <= bytes.length ? end : null;
}

function findValueEnd(bytes: Uint8Array, at: number, kind: (typeof kinds)[PropertyName]): number | null {
  const left = bytes.length - at;
  let size: number;
  if (kind === 'octet') size = 1;
  else if (kind === 'longlong') size = 8;
  else if (kind === 'shortstr') size = 1 + (bytes[at] ?? 0);
  else size = left < 4 ? 4 : 4 + readUint16(bytes, at) * 65536 + readUint16(bytes, at + 2);
  return size <= left ? at + size : null;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
