// Arbitrary header tables and properties: whole, with tags nobody knows, cut off, bent, and plain garbage.
import fc from 'fast-check';
import { names, tables, unknownValues, values, writeTable } from './tables.ts';
import { properties, shortstr, sized, uint, utf8 } from './wire.ts';

/** Whole tables, tables with tags nobody knows, bytes cut off or bent, and plain garbage. */
export const anyTable = fc.oneof(
  tables.map(writeTable),
  fc
    .array(fc.record({ name: names, value: fc.oneof(values, unknownValues) }), { maxLength: 8 })
    .map(writeTable),
  fc
    .tuple(tables, fc.nat(), fc.option(fc.nat(255)))
    .map(([entries, place, byte]) => bend(writeTable(entries), place, byte)),
  fc.uint8Array({ maxLength: 300 }),
);

const strings = fc
  .oneof(
    fc.uint8Array({ maxLength: 255 }),
    fc.constantFrom('', 'shop', 'amq.rabbitmq.reply-to.g1h2', '60000').map(utf8),
  )
  .map(shortstr);
const octets = fc.nat(255).map((value) => uint(1, value));
const longlongs = fc
  .oneof(fc.constantFrom(0n, 2n ** 63n, 2n ** 64n - 1n), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))
  .map((value) => uint(8, value));
export const propertiesWith = (table: fc.Arbitrary<Uint8Array>) =>
  fc
    .record(
      {
        contentType: strings,
        contentEncoding: strings,
        headers: table.map(sized),
        deliveryMode: octets,
        priority: octets,
        correlationId: strings,
        replyTo: strings,
        expiration: strings,
        messageId: strings,
        timestamp: longlongs,
        type: strings,
        userId: strings,
        appId: strings,
        clusterId: strings,
      },
      { requiredKeys: [] },
    )
    .map(properties);
export const anyProperties = fc.oneof(
  propertiesWith(anyTable),
  fc
    .tuple(propertiesWith(anyTable), fc.nat(), fc.option(fc.nat(255)))
    .map(([whole, place, byte]) => bend(whole, place, byte)),
  fc.uint8Array({ maxLength: 300 }),
);

/** Cut off at a place, or one byte there made another. */
function bend(bytes: Uint8Array, place: number, byte: number | null): Uint8Array {
  const at = bytes.length === 0 ? 0 : place % bytes.length;
  if (byte === null || bytes.length === 0) return bytes.subarray(0, at);
  const bent = Uint8Array.from(bytes);
  bent[at] = byte;
  return bent;
}
