// The header table as rows for reading: what lies inside a table or an array follows it, one step deeper.
import type { Header, HeaderValue } from './dead-letter.ts';
import { readTimestamp } from './time-words.ts';

export type HeaderRow = {
  /** Its place, unique among the rows. */
  path: string;
  depth: number;
  name: string;
  type: string;
  /** Null for a table or an array: what it holds follows. */
  value: string | null;
  /** What a value means that cannot be read as it stands: a moment, or how bytes are written. */
  note: string | null;
};

const MAX_DEPTH = 12;
const MAX_ROWS = 5000;

export function listHeaderRows(headers: readonly Header[]): HeaderRow[] {
  const rows: HeaderRow[] = [];
  for (const [index, header] of headers.entries()) addRows(rows, header, header.name, String(index), 0);
  return rows;
}

/** Whether its own name, or that of something inside, holds the words. */
export function isHeaderNamed(header: Header, words: string): boolean {
  const wanted = words.trim().toLowerCase();
  return wanted === '' || listHeaderRows([header]).some((row) => row.name.toLowerCase().includes(wanted));
}

function addRows(rows: HeaderRow[], header: HeaderValue, name: string, path: string, depth: number): void {
  if (rows.length >= MAX_ROWS) return;
  const inside =
    depth < MAX_DEPTH && Array.isArray(header.value) ? (header.value as (Header | HeaderValue)[]) : null;
  const isEmpty = inside !== null && inside.length === 0;
  rows.push({
    path,
    depth,
    name,
    type: header.type,
    value: inside === null ? writeValue(header) : isEmpty ? '(empty)' : null,
    note: noteOf(header),
  });
  for (const [index, one] of (inside ?? []).entries()) {
    addRows(rows, one, 'name' in one ? one.name : `[${index}]`, `${path}.${index}`, depth + 1);
  }
}

function writeValue({ value }: HeaderValue): string {
  if (typeof value === 'string') return value === '' ? '(empty)' : value;
  return value === null || value === undefined ? 'null' : JSON.stringify(value);
}

function noteOf(header: HeaderValue): string | null {
  if (header.type === 'timestamp') return readTimestamp(String(header.value))?.replace('.000', '') ?? null;
  return header.type === 'bytes' || header.encoding === 'base64' ? 'base64' : null;
}
