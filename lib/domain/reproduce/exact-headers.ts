// Header tables with nothing lost: 64-bit integers as such, and bytes where text is not UTF-8, names included.
import { fromBase64, readUtf8 } from '#lib/domain/bytes.ts';
import type { Header, HeaderType, HeaderValue } from '#lib/domain/dead-letter.ts';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { findValueEnd, listEntries } from '#lib/domain/table-entries.ts';

/** Text, or its bytes where they are not UTF-8. */
export type Words = string | Uint8Array;
export type Decimal = { places: number; digits: number };

type Values = {
  boolean: boolean;
  int8: number;
  uint8: number;
  int16: number;
  uint16: number;
  int32: number;
  uint32: number;
  int64: bigint;
  uint64: bigint;
  float: number;
  double: number;
  decimal: Decimal;
  longstr: Words;
  bytes: Uint8Array;
  timestamp: bigint;
  void: null;
  /** What lies too deep to be read: its bytes, tag first. */
  unknown: Uint8Array;
};
export type ScalarType = keyof Values;
export type ScalarOf<Type extends ScalarType> = Values[Type];
export type Scalar = { [Type in ScalarType]: { type: Type; value: Values[Type] } }[ScalarType];
export type ExactValue =
  Scalar | { type: 'array'; value: ExactValue[] } | { type: 'table'; value: ExactHeader[] };
export type ExactHeader = { name: Words; value: ExactValue };

/** A table's entries, without the 4 bytes of length before them. Total. */
export function readExactHeaders(table: Uint8Array): ExactHeader[] {
  return joinNames(table, readFieldTable(table));
}

/** `shown` is what field-table.ts reads of the same bytes, entry by entry. */
function joinNames(table: Uint8Array, shown: readonly Header[]): ExactHeader[] {
  return listEntries(table).flatMap(({ start, tagAt, end }, at) => {
    const header = shown[at];
    if (header === undefined) return [];
    const name = table.subarray(start + 1, tagAt);
    return [{ name: readUtf8(name) ?? name, value: readExact(table.subarray(tagAt, end), header) }];
  });
}

function readExact(tagged: Uint8Array, { type, value, encoding }: HeaderValue): ExactValue {
  const inside = tagged.subarray(5);
  if (type === 'table') return { type, value: joinNames(inside, value as Header[]) };
  if (type === 'array') return { type, value: joinItems(inside, value as HeaderValue[]) };
  return { type, value: readScalar(type, value, encoding) } as Scalar;
}

function joinItems(items: Uint8Array, shown: readonly HeaderValue[]): ExactValue[] {
  let at = 0;
  return shown.map((one) => {
    const end = findValueEnd(items, at) ?? items.length;
    const value = readExact(items.subarray(at, end), one);
    at = end;
    return value;
  });
}

function readScalar(type: HeaderType, value: unknown, encoding?: 'base64'): Values[ScalarType] {
  if (type === 'int64' || type === 'uint64' || type === 'timestamp') return BigInt(String(value));
  if (type === 'float' || type === 'double') return Number(value);
  if (type === 'bytes' || type === 'unknown' || encoding === 'base64') return fromBase64(String(value));
  if (type === 'decimal') return readDecimal(String(value));
  return value as Values[ScalarType];
}

function readDecimal(text: string): Decimal {
  const point = text.indexOf('.');
  return { places: point === -1 ? 0 : text.length - point - 1, digits: Number(text.replace('.', '')) };
}

export function sayDecimal({ places, digits }: Decimal): string {
  const text = String(digits).padStart(places + 1, '0');
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
}

/** A number with a point, as all languages read it. */
export function sayPoint(value: number): string {
  return Object.is(value, -0) ? '-0.0' : String(value);
}
