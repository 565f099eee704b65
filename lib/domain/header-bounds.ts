// As many headers as a page can take: a table of 128 KB can hold a hundred thousand values.
import type { Header, HeaderValue } from './dead-letter.ts';
import { sayHeaderChanges } from './left-out.ts';
import { readFieldTable } from './field-table.ts';
import { entryAt } from './table-entries.ts';

/** A header, perhaps without some of what is nested in it. */
export type BoundHeader = {
  header: Header;
  valuesLeftOut: number;
  /** What a replay does to it, in words; null where it is sent as it is. */
  onReplay: string | null;
};
export type BoundHeaders = { shown: BoundHeader[]; headersLeftOut: number };

/** Of all headers together, and nested in a single one. */
const MAX_VALUES = 5000;
const MAX_INSIDE = 500;
/** Of each letter in a list. */
const LIST_BYTES = 4096;
const LIST_VALUES = 200;

/** The first headers, each with the first of its nested values. What is left out is counted. */
export function boundHeaders(headers: readonly Header[], convention: string | null): BoundHeaders {
  const shown: BoundHeader[] = [];
  let room = MAX_VALUES;
  const sayChange = sayHeaderChanges(convention);
  for (const header of headers) {
    if (room <= 0) break;
    const all = countValues(header);
    const kept = keepValues(header, { left: Math.min(room, MAX_INSIDE) });
    const count = countValues(kept);
    room -= count;
    shown.push({ header: kept, valuesLeftOut: all - count, onReplay: sayChange(header.name) });
  }
  return { shown, headersLeftOut: headers.length - shown.length };
}

/** The small headers of a table, as many as a list has room for; the others are not even read. `isCut` says that there are more. */
export function readSmallHeaders(table: Uint8Array): { headers: Header[]; isCut: boolean } {
  const headers: Header[] = [];
  let isCut = false;
  let bytesLeft = LIST_BYTES;
  let valuesLeft = LIST_VALUES;
  let start = 0;
  for (; start < table.length && valuesLeft > 0;) {
    const { end } = entryAt(table, start);
    const [header] = end - start <= bytesLeft ? readFieldTable(table.subarray(start, end)) : [];
    const values = header === undefined ? Number.POSITIVE_INFINITY : countValues(header);
    if (header === undefined || values > valuesLeft) isCut = true;
    else {
      headers.push(header);
      bytesLeft -= end - start;
      valuesLeft -= values;
    }
    start = end;
  }
  return { headers, isCut: isCut || start < table.length };
}

/** A value and all that is nested in it. */
export function countValues({ value }: HeaderValue): number {
  if (!Array.isArray(value)) return 1;
  return (value as HeaderValue[]).reduce((sum, inner) => sum + countValues(inner), 1);
}

function keepValues<Value extends HeaderValue>(whole: Value, room: { left: number }): Value {
  room.left -= 1;
  if (!Array.isArray(whole.value)) return whole;
  const kept: HeaderValue[] = [];
  for (const inner of whole.value as HeaderValue[]) {
    if (room.left <= 0) break;
    kept.push(keepValues(inner, room));
  }
  return { ...whole, value: kept };
}
