// Whether two letters are one: digests over what the broker delivers again unchanged.
import { createHash, hash } from 'node:crypto';
import { withoutCounters } from '#lib/domain/comparable.ts';
import type { Delivery } from '#lib/domain/delivery.ts';

type Held = Pick<Delivery, 'exchange' | 'routingKey' | 'propertyBytes' | 'body'>;

const scratch = Buffer.alloc(64 * 1024);

/**
 * 64 bits of a digest over exchange, routing key, properties, headers and body, leaving out the broker's own counters. It
 * finds candidates; what is equal is compared byte for byte (doubt.ts).
 */
export function fingerprintOf({ exchange, routingKey, propertyBytes, body }: Held): bigint {
  const parts = [exchange, routingKey, comparable(propertyBytes), body];
  const size = parts.reduce((sum, part) => sum + part.byteLength, 2);
  return digest(parts, size).readBigInt64BE(0);
}

/** The properties as they compare. Counters are rare: the bytes of the others are taken as they are. */
export function comparable(propertyBytes: Uint8Array): Uint8Array {
  const bytes = Buffer.from(propertyBytes.buffer, propertyBytes.byteOffset, propertyBytes.byteLength);
  const isTouched =
    bytes.includes('x-delivery-count') || bytes.includes('x-acquired-count') || hasEmptyTable(bytes);
  return isTouched ? withoutCounters(bytes) : bytes;
}

/** A counter turns no table into a table, so without it an empty one and none are the same. */
function hasEmptyTable(bytes: Buffer): boolean {
  if (bytes.length < 2) return false;
  const flags = bytes.readUInt16BE(0);
  if (!(flags & 0x2000) || flags & 1) return false;
  let at = 2;
  for (const flag of [0x8000, 0x4000]) if (flags & flag) at += 1 + (bytes[at] ?? 0);
  return at + 4 <= bytes.length && bytes.readUInt32BE(at) === 0;
}

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Lengths of the names stand between the parts, so that none can be moved from one to the next. */
function digest([exchange, routingKey, properties, body]: Uint8Array[], size: number): Buffer {
  if (!exchange || !routingKey || !properties || !body) throw new TypeError('four parts are needed');
  if (size > scratch.length) {
    return createHash('sha1')
      .update(Buffer.of(exchange.length, routingKey.length))
      .update(exchange)
      .update(routingKey)
      .update(properties)
      .update(body)
      .digest();
  }
  scratch[0] = exchange.length;
  scratch[1] = routingKey.length;
  let at = 2;
  for (const part of [exchange, routingKey, properties, body]) {
    scratch.set(part, at);
    at += part.byteLength;
  }
  return hash('sha1', scratch.subarray(0, size), 'buffer');
}
