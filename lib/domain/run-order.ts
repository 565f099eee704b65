// What a letter of a run is ordered by: a header's value, a value in its body, or the time when it was first sent.
import { readDeaths } from './deaths.ts';
import type { Header } from './dead-letter.ts';
import { readFieldTable } from './field-table.ts';
import { readProperties } from './properties.ts';
import type { RunOrder } from './run-request.ts';
import { readTimestamp } from './time-words.ts';

/** In bytes: larger bodies are not looked into. */
export const MAX_ORDER_BODY = 64 * 1024;
const MAX_KEY = 500;

/** Null where the letter does not say. Total. */
export function readOrderKey(
  order: Exclude<RunOrder, 'arrival'>,
  { propertyBytes, body }: { propertyBytes: Uint8Array; body: Uint8Array | null },
): string | null {
  const { properties, headers: table } = readProperties(propertyBytes);
  const headers = table === null ? [] : readFieldTable(table);
  if (order === 'original') return readFirstTime(properties.timestamp, headers);
  const [where, ...path] = order.key.split('.');
  return where === 'header' ? readHeader(headers, path.join('.')) : readBody(body, path);
}

/** Milliseconds, so written that they sort as text. */
function readFirstTime(timestamp: string | undefined, headers: readonly Header[]): string | null {
  const sent = timestamp === undefined ? null : readTimestamp(timestamp);
  const died = readDeaths(headers).map(({ firstDiedAt }) => firstDiedAt);
  const first = sent ?? died.filter((one) => one !== null).toSorted()[0] ?? null;
  const ms = first === null ? Number.NaN : Date.parse(first);
  return Number.isNaN(ms) || ms < 0 ? null : String(ms).padStart(16, '0');
}

function readHeader(headers: readonly Header[], name: string): string | null {
  const found = headers.find((header) => header.name === name);
  return found === undefined || found.encoding !== undefined ? null : keyOf(found.value);
}

function readBody(body: Uint8Array | null, path: readonly string[]): string | null {
  if (body === null) return null;
  try {
    let value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    for (const step of path) value = Object.hasOwn(Object(value), step) ? Object(value)[step] : undefined;
    return keyOf(value);
  } catch {
    return null;
  }
}

function keyOf(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
  const text = String(value);
  // What Postgres’ text cannot hold is no key.
  return text === '' || text.length > MAX_KEY || /\0|\p{Surrogate}/u.test(text) ? null : text;
}
