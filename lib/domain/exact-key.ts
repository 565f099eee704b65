// Routing keys that no text can hold: bytes that are no UTF-8, or a NUL.
import { showUtf8 } from './bytes.ts';
import { findExactKey } from './deaths.ts';
import { readFieldTable } from './field-table.ts';
import { findEntries, wantNames } from './find-entries.ts';
import { plain } from './plain-text.ts';
import { findHeaders } from './properties.ts';

/** What plain() and showUtf8() write for what they cannot show. */
const STANDS_FOR_BYTES = /[\uFFFD\u2400]/;
const xDeath = wantNames(new Set(['x-death']));

/** The bytes of a letter's routing key where `shown` is how it was stored as text; else the text itself. Total. */
export function findExactRoutingKey(shown: string, propertyBytes: Uint8Array): Uint8Array | string {
  if (!STANDS_FOR_BYTES.test(shown)) return shown;
  const table = findHeaders(propertyBytes);
  const key = table === null ? null : findExactKey(readFieldTable(findEntries(table, xDeath)));
  return key !== null && plain(showUtf8(key), shown.length + 1) === shown ? key : shown;
}
