// What stands in a letter's chosen columns, as text. Total: of what cannot be read it says why.
import { readUtf8 } from './bytes.ts';
import type { ColumnValue } from './column-schemas.ts';
import { readColumn, type LetterColumn } from './columns.ts';
import type { DeadLetterSummary, HeaderValue } from './dead-letter.ts';
import { readRanges } from './field-table.ts';
import { findRanges, wantNames, type Wanted } from './find-entries.ts';
import { cutText } from './plain-text.ts';
import { findHeaders } from './properties.ts';
import { valueAt } from './query/json-value.ts';

/** In bytes: larger bodies are not looked into. */
export const MAX_LOOKED_INTO = 64 * 1024;
const MAX_VALUE = 200;
/** Of a header's own bytes: larger ones say how large they are. */
const MAX_HEADER = 16 * 1024;

export type LookedInto = {
  letter: DeadLetterSummary;
  propertyBytes: Uint8Array;
  isKeptRaw: boolean;
  /** Null where it was not read: it is too large, or no column asks for it. */
  body: Uint8Array | null;
};

type Read = (looked: LookedInto, bodyText: () => string | null) => ColumnValue;

/** Gives a letter's values by the names of these columns. */
export function makeValueReader(
  columns: readonly string[],
  max = MAX_VALUE,
): (looked: LookedInto) => Record<string, ColumnValue> {
  const reads = columns.map((name) => [name, makeRead(name)] as const);
  return (looked) => {
    let text: string | null | undefined;
    const bodyText = () => (text ??= looked.body === null ? null : readUtf8(looked.body));
    return Object.fromEntries(reads.map(([name, read]) => [name, bound(read(looked, bodyText), max)]));
  };
}

/** Whether one of them wants a body. */
export function wantBody(columns: readonly string[] = []): boolean {
  return columns.some((name) => readColumn(name)?.kind === 'body');
}

function makeRead(name: string): Read {
  const column = readColumn(name);
  if (column === null) return () => ({ text: null });
  if (column.kind === 'letter') return ({ letter }) => ({ text: own[column.name](letter) });
  if (column.kind === 'header') {
    const wanted = wantNames(new Set([column.name]));
    return ({ isKeptRaw, propertyBytes }) =>
      isKeptRaw ? { text: null, why: 'kept raw' } : { text: headerIn(propertyBytes, wanted) };
  }
  return ({ isKeptRaw, letter }, bodyText) => {
    if (isKeptRaw) return { text: null, why: 'kept raw' };
    if (letter.bodyBytes > MAX_LOOKED_INTO) return { text: null, why: 'too large' };
    const text = bodyText();
    return { text: text === null ? null : valueAt(text, column.path) };
  };
}

const own: Record<LetterColumn, (letter: DeadLetterSummary) => string | null> = {
  id: ({ id }) => id,
  arrived: ({ arrivedAt }) => arrivedAt,
  status: ({ status }) => status,
  outcome: ({ lastOutcome }) => lastOutcome,
  queue: ({ deadLetterQueue }) => deadLetterQueue,
  source: ({ sourceQueue }) => sourceQueue,
  exchange: ({ exchange }) => exchange,
  key: ({ routingKey }) => routingKey,
  reason: ({ reason }) => reason,
  deaths: ({ deaths }) => String(deaths),
  error: ({ errorType }) => errorType,
  message: ({ errorMessage }) => errorMessage,
  type: ({ messageType, properties }) => messageType ?? properties.type ?? null,
  app: ({ properties }) => properties.appId ?? null,
  convention: ({ convention }) => convention,
  attempts: ({ attempts }) => (attempts === null ? null : String(attempts)),
  size: ({ bodyBytes }) => String(bodyBytes),
};

/** The first of that name. The other headers are not looked into. */
function headerIn(propertyBytes: Uint8Array, wanted: Wanted): string | null {
  const table = findHeaders(propertyBytes);
  if (table === null) return null;
  const [start = 0, end = 0] = findRanges(table, wanted);
  if (end - start > MAX_HEADER) return `(${(end - start).toLocaleString('en-US')} bytes)`;
  const [header] = readRanges(table, [start, end]);
  return header === undefined ? null : sayValue(header);
}

function sayValue(header: HeaderValue): string {
  return Array.isArray(header.value) ? JSON.stringify(plainOf(header)) : String(header.value ?? '');
}

/** Tables and arrays without the types of what is in them. */
function plainOf({ type, value }: HeaderValue): unknown {
  if (!Array.isArray(value)) return value;
  const inner = value as (HeaderValue & { name?: string })[];
  if (type !== 'table') return inner.map(plainOf);
  return Object.fromEntries(inner.map((one) => [one.name ?? '', plainOf(one)]));
}

function bound(value: ColumnValue, max: number): ColumnValue {
  if (value.text === null || value.text.length <= max) return value;
  return { ...value, text: cutText(value.text, max), isCut: true };
}
