// Where a page of letters ends, newest first: at an id, since ids are made at arrival and their order is that of arrival.
import { isId } from './ids.ts';

export type Cursor = { id: string };

export function writeCursor({ id }: Cursor): string {
  return id;
}

/** Null when it is not one of ours. */
export function readCursor(text: string): Cursor | null {
  return isId(text) ? { id: text } : null;
}

/** The lowest id that a letter which arrived at this time or later can have (UUIDv7, RFC 9562, 5.7). */
export function firstIdAt(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
}

/** When a letter arrived, by its id. */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}
