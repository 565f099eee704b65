// Values as tokens: texts in JSON's quotes, numbers in full, bytes as hex.
import type { JsonToken } from '#lib/domain/json-tokens.ts';

const SHOWN_BYTES = 48;

export const text = (value: string): JsonToken => ({ kind: 'string', text: JSON.stringify(value) });
export const word = (value: string): JsonToken => ({ kind: 'word', text: value });
export const bool = (value: boolean): JsonToken => word(String(value));

/** n.b. JSON knows neither -0 nor NaN; people want to see them. */
export function number(value: number | bigint): JsonToken {
  return { kind: 'number', text: Object.is(value, -0) ? '-0' : String(value) };
}

/** Of a float: what is whole still says that it is one. */
export function float(value: number): JsonToken {
  const shown = number(value);
  return Number.isInteger(value) && !/e/.test(shown.text) ? { ...shown, text: `${shown.text}.0` } : shown;
}

export function bytes(value: Uint8Array): JsonToken {
  const hex = [...value.subarray(0, SHOWN_BYTES)].map((one) => one.toString(16).padStart(2, '0')).join(' ');
  const more = value.length > SHOWN_BYTES ? ' …' : '';
  const count = value.length === 1 ? '1 byte' : `${value.length.toLocaleString('en-US')} bytes`;
  return { kind: 'bytes', text: value.length === 0 ? '⟨0 bytes⟩' : `⟨${count}: ${hex}${more}⟩` };
}

/** Seconds since 1970, where a calendar knows them. */
export function moment(seconds: number): JsonToken {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? number(seconds) : word(date.toISOString());
}
