// Message properties with header types that rabbitmq-client cannot write: timestamps, bytes, decimals.
import type { Envelope } from 'rabbitmq-client';
import { joinProperties, type PropertyName } from '#lib/domain/properties.ts';

/** An AMQP decimal: value / 10^scale. */
export class Decimal {
  readonly scale: number;
  readonly value: number;
  constructor(scale: number, value: number) {
    this.scale = scale;
    this.value = value;
  }
}

/**
 * The properties' own bytes. In headers a bigint becomes an int64, a Date a timestamp, a Buffer bytes; a whole number
 * becomes an int32, as Java's clients send it, any other a double.
 */
export function writeProperties({ headers, durable, timestamp, priority, ...texts }: Envelope): Uint8Array {
  const values = new Map<PropertyName, Uint8Array>([
    ['headers', writeTable(headers ?? {})],
    ['deliveryMode', Uint8Array.of(durable === true ? 2 : 1)],
  ]);
  for (const name of textNames) {
    const text = texts[name];
    if (text !== undefined) values.set(name, writeShort(text));
  }
  if (priority !== undefined) values.set('priority', Uint8Array.of(priority));
  if (timestamp !== undefined) values.set('timestamp', writeInt64(BigInt(timestamp)));
  return joinProperties({ values, otherFlags: new Uint8Array(2), rest: new Uint8Array(), fault: null });
}

const textNames = [
  'contentType',
  'contentEncoding',
  'correlationId',
  'replyTo',
  'expiration',
  'messageId',
  'type',
  'appId',
] as const;

function writeTable(table: Record<string, unknown>): Buffer {
  const entries = Object.entries(table).filter(([, value]) => value !== undefined);
  return writeLong(Buffer.concat(entries.flatMap(([name, value]) => [writeShort(name), writeValue(value)])));
}

function writeValue(value: unknown): Buffer {
  if (value === null) return Buffer.from('V');
  if (typeof value === 'string') return tagged('S', writeLong(Buffer.from(value)));
  if (typeof value === 'boolean') return tagged('t', Buffer.of(value ? 1 : 0));
  if (typeof value === 'bigint') return tagged('l', writeInt64(value));
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 2 ** 31
      ? tagged('I', writeInt32(value))
      : tagged('d', writeDouble(value));
  if (value instanceof Date) return tagged('T', writeInt64(BigInt(Math.floor(value.getTime() / 1000))));
  if (Buffer.isBuffer(value)) return tagged('x', writeLong(value));
  if (value instanceof Decimal)
    return tagged('D', Buffer.concat([Buffer.of(value.scale), writeInt32(value.value)]));
  if (Array.isArray(value)) return tagged('A', writeLong(Buffer.concat(value.map(writeValue))));
  return tagged('F', writeTable(value as Record<string, unknown>));
}

function tagged(tag: string, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(tag), bytes]);
}

function writeShort(text: string): Buffer {
  return Buffer.concat([Buffer.of(Buffer.byteLength(text)), Buffer.from(text)]);
}

function writeLong(bytes: Buffer): Buffer {
  return Buffer.concat([writeInt32(bytes.length), bytes]);
}

function writeInt32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function writeInt64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function writeDouble(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}
