// Counters inside headers, set back to zero in the type that they have.
import { concatBytes, showUtf8, withLength, writeUtf8 } from '#lib/domain/bytes.ts';
import { listEntries } from '#lib/domain/table-entries.ts';
import type { HeaderReset } from './convention.ts';

/** A counter that is a header of its own. */
export function resetNumber(name: string): HeaderReset {
  return { words: `header ${name} set to 0`, onReplay: 'set to 0', reset: zeroOf };
}

/** A header that says nothing afterwards, as its framework writes it where there is nothing to say: null. */
export function resetToNull(name: string): HeaderReset {
  const reset = (value: Uint8Array) => (value[0] === VOID ? null : Uint8Array.of(VOID));
  return { words: `header ${name}`, onReplay: 'is emptied', reset };
}

/** A counter inside of a header's table. */
export function resetInTable(header: string, field: string): HeaderReset {
  return {
    words: `header ${header}.${field} set to 0`,
    onReplay: `${field} is set to 0`,
    reset: (value) => changeField(value, field, (tagged) => zeroOf(tagged)),
  };
}

/** A field that is taken out of a header's table. */
export function leaveOutOfTable(header: string, field: string): HeaderReset {
  return {
    words: `header ${header}.${field}`,
    onReplay: `${field} is left out`,
    reset: (value) => changeField(value, field, () => new Uint8Array()),
  };
}

const integers = 'bBsuIilL';
const VOID = 0x56;

/** Null where it is zero already, or no number. Told as text it stays text. */
function zeroOf(tagged: Uint8Array): Uint8Array | null {
  const tag = String.fromCharCode(tagged[0] ?? 0);
  if (integers.includes(tag)) {
    if (tagged.subarray(1).every((byte) => byte === 0)) return null;
    const zero = new Uint8Array(tagged.length);
    zero[0] = tagged[0] ?? 0;
    return zero;
  }
  if (tag !== 'S' || !/^\d{1,20}$/.test(showUtf8(tagged.subarray(5))) || showUtf8(tagged.subarray(5)) === '0')
    return null;
  return concatBytes([writeUtf8('S'), withLength(writeUtf8('0'))]);
}

/** The table with that field's value changed, or the field left out where `change` gives nothing; null where nothing changes. */
function changeField(
  tagged: Uint8Array,
  field: string,
  change: (value: Uint8Array) => Uint8Array | null,
): Uint8Array | null {
  if (tagged[0] !== 0x46) return null;
  const bytes = tagged.subarray(5);
  const parts: Uint8Array[] = [];
  let isChanged = false;
  for (const { name, start, tagAt, end, isReadable } of listEntries(bytes)) {
    const changed = isReadable && name === field ? change(bytes.subarray(tagAt, end)) : null;
    if (changed === null) parts.push(bytes.subarray(start, end));
    else if (changed.length > 0) parts.push(bytes.subarray(start, tagAt), changed);
    isChanged ||= changed !== null;
  }
  if (!isChanged) return null;
  return concatBytes([tagged.subarray(0, 1), withLength(concatBytes(parts))]);
}
