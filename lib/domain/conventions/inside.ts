// The message inside of a framework's error message, written as the wire writes it: from JSON, which has lost its exact types.
import { concatBytes, fromBase64, readUtf8, withLength, writeUtf8 } from '#lib/domain/bytes.ts';
import { isId } from '#lib/domain/ids.ts';
import { joinProperties, type PropertyName } from '#lib/domain/properties.ts';
import { asObject } from './clues.ts';

export type Inside = { propertyBytes: Uint8Array; body: Uint8Array };

/** What JSON tells of properties: texts, small numbers, and headers as an object. Anything else is left out. */
export type ToldProperties = Partial<Record<Exclude<PropertyName, 'headers'>, unknown>> & {
  headers?: unknown;
};

const numbers: ReadonlySet<PropertyName> = new Set(['deliveryMode', 'priority', 'timestamp']);
const MAX_DEPTH = 16;

export function writeInside({ headers, ...told }: ToldProperties, body: Uint8Array): Inside {
  const values = new Map<PropertyName, Uint8Array>();
  const table = asObject(headers);
  if (table !== null) values.set('headers', withLength(writeTable(table, 0)));
  for (const [name, value] of Object.entries(told) as [PropertyName, unknown][]) {
    const written = numbers.has(name) ? writeNumber(name, value) : writeShort(value);
    if (written !== null) values.set(name, written);
  }
  const whole = { values, otherFlags: new Uint8Array(2), rest: new Uint8Array(), fault: null };
  return { propertyBytes: joinProperties(whole), body };
}

/** Texts of .NET's client come as base64, since it holds them as bytes. Null where a text is none. */
export function readBase64Text(text: string): string | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  return readUtf8(fromBase64(text));
}

/** Our own header inside: the replay that the wrapped message came from. */
export function findReplayId(headers: unknown): string | null {
  const value = asObject(headers)?.['x-letterthief-replay-id'];
  if (typeof value !== 'string' || value.length > 100) return null;
  return [value, readBase64Text(value)].find((one) => one !== null && isId(one)) ?? null;
}

function writeNumber(name: PropertyName, value: unknown): Uint8Array | null {
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number) || number < 0) return null;
  if (name !== 'timestamp') return number > 255 ? null : Uint8Array.of(number);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}

function writeShort(value: unknown): Uint8Array | null {
  if (typeof value !== 'string' || value === '') return null;
  const bytes = writeUtf8(value);
  return bytes.length > 255 ? null : concatBytes([Uint8Array.of(bytes.length), bytes]);
}

function writeTable(table: Readonly<Record<string, unknown>>, depth: number): Uint8Array {
  const entries = Object.entries(table).flatMap(([name, value]) => {
    const bytes = writeUtf8(name);
    return bytes.length > 255 ? [] : [Uint8Array.of(bytes.length), bytes, writeValue(value, depth)];
  });
  return concatBytes(entries);
}

function writeValue(value: unknown, depth: number): Uint8Array {
  if (typeof value === 'string') return tagged('S', withLength(writeUtf8(value)));
  if (typeof value === 'boolean') return tagged('t', Uint8Array.of(value ? 1 : 0));
  if (typeof value === 'number') return writeTaggedNumber(value);
  if (value === null || value === undefined || depth >= MAX_DEPTH) return tagged('V', new Uint8Array());
  if (Array.isArray(value))
    return tagged('A', withLength(concatBytes(value.map((one) => writeValue(one, depth + 1)))));
  return tagged('F', withLength(writeTable(value as Record<string, unknown>, depth + 1)));
}

function writeTaggedNumber(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  if (Number.isSafeInteger(value)) view.setBigInt64(0, BigInt(value));
  else view.setFloat64(0, value);
  return tagged(Number.isSafeInteger(value) ? 'l' : 'd', new Uint8Array(view.buffer));
}

function tagged(tag: string, value: Uint8Array): Uint8Array {
  return concatBytes([writeUtf8(tag), value]);
}
