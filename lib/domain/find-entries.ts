// Picks single entries out of a header table, by name, without reading the others.
import { concatBytes, showUtf8, writeUtf8 } from './bytes.ts';
import { findValueEnd } from './field-table.ts';

/** Names to look for: most others are told apart by their length and first byte, without being read. */
export type Wanted = { names: ReadonlySet<string>; beginnings: Uint8Array };

export function wantNames(names: ReadonlySet<string>): Wanted {
  const beginnings = new Uint8Array(0x10000);
  for (const name of names) {
    const bytes = writeUtf8(name);
    beginnings[(bytes.length << 8) | (bytes[0] ?? 0)] = 1;
  }
  return { names, beginnings };
}

/** The bytes of the top-level entries with these names, one after the other: a table of its own. Nothing else is looked into. */
export function findEntries(bytes: Uint8Array, { names, beginnings }: Wanted): Uint8Array {
  const found: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const nameEnd = start + 1 + (bytes[start] ?? 0);
    if (nameEnd > bytes.length) break;
    const end = findValueEnd(bytes, nameEnd) ?? bytes.length;
    const mayBe = beginnings[((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0)] === 1;
    if (mayBe && names.has(showUtf8(bytes.subarray(start + 1, nameEnd))))
      found.push(bytes.subarray(start, end));
    start = end;
  }
  return found.length === 1 && found[0] ? found[0] : concatBytes(found);
}
