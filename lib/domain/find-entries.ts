// Picks single entries out of a header table, by name, without reading the others.
import { concatBytes, showUtf8, writeUtf8 } from './bytes.ts';
import { findValueEnd } from './table-entries.ts';

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

/** Where the top-level entries with these names stand: start and end of each, one after the other. Nothing else is looked into. */
export function findRanges(bytes: Uint8Array, { names, beginnings }: Wanted): number[] {
  const ranges: number[] = [];
  for (let start = 0; start < bytes.length;) {
    const length = bytes[start] ?? 0;
    const nameEnd = start + 1 + length;
    if (nameEnd > bytes.length) break;
    const end = findValueEnd(bytes, nameEnd) ?? bytes.length;
    const mayBe = beginnings[(length << 8) | (bytes[start + 1] ?? 0)] === 1;
    if (mayBe && names.has(showUtf8(bytes, start + 1, nameEnd))) ranges.push(start, end);
    start = end;
  }
  return ranges;
}

/** The bytes of these entries, one after the other: a table of its own. */
export function findEntries(bytes: Uint8Array, wanted: Wanted): Uint8Array {
  return joinRanges(bytes, findRanges(bytes, wanted));
}

export function joinRanges(bytes: Uint8Array, ranges: readonly number[]): Uint8Array {
  const found: Uint8Array[] = [];
  for (let index = 0; index < ranges.length; index += 2)
    found.push(bytes.subarray(ranges[index], ranges[index + 1]));
  return found.length === 1 && found[0] ? found[0] : concatBytes(found);
}

/** 32 bits: equal bytes have equal ones, others nearly never. */
export function digestRanges(bytes: Uint8Array, ranges: readonly number[]): number {
  let digest = ranges.length;
  for (let index = 0; index < ranges.length; index += 2)
    for (let at = ranges[index] ?? 0; at < (ranges[index + 1] ?? 0); at++)
      digest = (Math.imul(digest, 31) + (bytes[at] ?? 0)) | 0;
  return digest;
}
