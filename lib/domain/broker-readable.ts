// What RabbitMQ can read of a header: whatever else is published ends the connection for all that is under way on it.
import { findValueEnd } from './table-entries.ts';

/**
 * Whether RabbitMQ can read this value, tag first, however deep. It knows no other tags, and its numbers are Erlang's:
 * NaN and the infinities are none (each ends the connection with 541, measured on 3.10.8).
 */
export function canBrokerRead(taggedBytes: Uint8Array): boolean {
  // A list instead of recursion: the stack must not depend on what somebody sent.
  const open = [{ bytes: taggedBytes, isTable: false }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { bytes, isTable } = next;
    for (let at = 0; at < bytes.length;) {
      const tagAt = isTable ? at + 1 + (bytes[at] ?? 0) : at;
      const end = tagAt < bytes.length ? findValueEnd(bytes, tagAt) : null;
      if (end === null || isNoNumber(bytes, tagAt)) return false;
      const tag = String.fromCharCode(bytes[tagAt] ?? 0);
      if (tag === 'A' || tag === 'F')
        open.push({ bytes: bytes.subarray(tagAt + 5, end), isTable: tag === 'F' });
      at = end;
    }
  }
  return true;
}

function isNoNumber(bytes: Uint8Array, tagAt: number): boolean {
  const tag = String.fromCharCode(bytes[tagAt] ?? 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (tag === 'f') return !Number.isFinite(view.getFloat32(tagAt + 1));
  return tag === 'd' && !Number.isFinite(view.getFloat64(tagAt + 1));
}
