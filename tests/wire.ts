// Writes AMQP field tables and properties byte by byte, with tags and oddities that no client library sends.
import type { PropertyName } from '#lib/domain/properties.ts';

export function joinBytes(...parts: (Uint8Array | number[])[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function shortstr(bytes: Uint8Array | string): Uint8Array {
  const content = typeof bytes === 'string' ? utf8(bytes) : bytes;
  return joinBytes([content.length], content);
}

/** Length and content: a longstr, a table or an array, as it stands behind its tag. */
export function sized(bytes: Uint8Array | string): Uint8Array {
  const content = typeof bytes === 'string' ? utf8(bytes) : bytes;
  return joinBytes(uint(4, content.length), content);
}

export function uint(size: number, value: number | bigint): Uint8Array {
  return Uint8Array.from({ length: size }, (_, at) =>
    Number((BigInt(value) >> BigInt(8 * (size - 1 - at))) & 0xffn),
  );
}

export function double(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

export function float(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value);
  return bytes;
}

/** One entry of a table: name, tag, and the value as it stands behind the tag. */
export function entry(name: Uint8Array | string, tag: string, value: Uint8Array | number[] = []): Uint8Array {
  return joinBytes(shortstr(name), utf8(tag), value);
}

const order: PropertyName[] = [
  'contentType',
  'contentEncoding',
  'headers',
  'deliveryMode',
  'priority',
  'correlationId',
  'replyTo',
  'expiration',
  'messageId',
  'timestamp',
  'type',
  'userId',
  'appId',
  'clusterId',
];

/** The property bytes of a content header: raw values, each with the length that stands before it. */
export function properties(values: Partial<Record<PropertyName, Uint8Array>>): Uint8Array {
  const present = order.filter((name) => values[name] !== undefined);
  const flags = present.reduce((sum, name) => sum | (0x8000 >> order.indexOf(name)), 0);
  return joinBytes(uint(2, flags), ...present.map((name) => values[name] ?? []));
}
