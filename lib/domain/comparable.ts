// What of a letter's properties stays the same when the broker delivers it again: all but its own counters.
import { concatBytes } from './bytes.ts';
import { listEntries } from './table-entries.ts';
import { joinProperties, splitProperties } from './properties.ts';

/** Quorum queues write these into the header table at each delivery (RabbitMQ 3.8 on; acquired from 4.0 on). */
const counters = new Set(['x-delivery-count', 'x-acquired-count']);

/** The property bytes without the broker's counters. A header table that is empty then counts as none: the broker made it for them. */
export function withoutCounters(propertyBytes: Uint8Array): Uint8Array {
  const split = splitProperties(propertyBytes);
  const table = split.values.get('headers');
  if (table === undefined || split.fault !== null) return propertyBytes;
  const entries = table.subarray(4);
  const kept = listEntries(entries)
    .filter(({ name }) => !counters.has(name))
    .map(({ start, end }) => entries.subarray(start, end));
  const bytes = concatBytes(kept);
  if (bytes.length === 0) split.values.delete('headers');
  else split.values.set('headers', concatBytes([lengthOf(bytes), bytes]));
  return joinProperties(split);
}

/** How often a quorum queue says that it has delivered this letter before; 0 where nobody counts. */
export function readDeliveryCount(propertyBytes: Uint8Array): number {
  const table = splitProperties(propertyBytes).values.get('headers')?.subarray(4);
  if (table === undefined) return 0;
  const entry = listEntries(table).find(({ name }) => name === 'x-delivery-count');
  if (!entry) return 0;
  // An integer of whatever size the broker chose: the last bytes are its value.
  const value = table.subarray(entry.tagAt + 1, entry.end);
  return value.reduce((sum, byte) => sum * 256 + byte, 0);
}

function lengthOf(bytes: Uint8Array): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return length;
}
