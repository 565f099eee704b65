import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  joinProperties,
  readProperties,
  splitProperties,
  type PropertyName,
} from '#lib/domain/properties.ts';
import { entry, joinBytes, properties, shortstr, sized, uint } from '#tests/wire.ts';

const texts = fc.string({ unit: 'grapheme', maxLength: 20 });
const strings = texts.map((shown) => ({ wire: shortstr(shown), shown }));
const octets = fc.nat(255).map((shown) => ({ wire: uint(1, shown), shown }));
const longlongs = fc
  .bigInt({ min: 0n, max: 2n ** 64n - 1n })
  .map((value) => ({ wire: uint(8, value), shown: `${value}` }));
const some = fc.record(
  {
    contentType: strings,
    contentEncoding: strings,
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
);
const tables = fc.option(fc.uint8Array({ maxLength: 30 }));

describe('the properties of a message', () => {
  test('are read as they were written, absent ones left out', () => {
    fc.assert(
      fc.property(some, tables, (given, table) => {
        expect(readProperties(write(given, table))).toEqual({
          properties: Object.fromEntries(Object.entries(given).map(([name, { shown }]) => [name, shown])),
          headers: table,
          fault: null,
        });
      }),
    );
  });

  test('taken apart and put together are the same bytes', () => {
    fc.assert(
      fc.property(some, tables, (given, table) => {
        const bytes = write(given, table);
        expect(joinProperties(splitProperties(bytes))).toEqual(bytes);
      }),
    );
  });

  test('with one changed leave all others byte for byte', () => {
    fc.assert(
      fc.property(some, tables, octets, (given, table, mode) => {
        const split = splitProperties(write(given, table));
        split.values.set('deliveryMode', mode.wire);
        split.values.delete('expiration');
        const { expiration: _, ...kept } = given;
        expect(joinProperties(split)).toEqual(write({ ...kept, deliveryMode: mode }, table));
      }),
    );
  });

  test('never throw, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (garbage) => {
        const { values, rest, fault } = splitProperties(garbage);
        readProperties(garbage);
        if (fault === null) expect(joinProperties(splitProperties(garbage))).toEqual(garbage);
        else
          expect(
            [...values.values()].reduce((sum, value) => sum + value.length, rest.length),
          ).toBeLessThanOrEqual(garbage.length);
      }),
      { numRuns: 2000 },
    );
  });

  test('that are cut off tell what could be read, and what could not', () => {
    const whole = properties({ contentType: shortstr('text/plain'), messageId: shortstr('m-1') });
    const read = readProperties(whole.subarray(0, -1));
    expect(read).toEqual({
      properties: { contentType: 'text/plain' },
      headers: null,
      fault: 'messageId is cut off',
    });
    expect(readProperties(new Uint8Array(1)).fault).toBe('the flags are cut off');
  });

  test('tell an empty header table from none', () => {
    expect(readProperties(properties({ headers: sized('') })).headers).toEqual(new Uint8Array());
    expect(readProperties(properties({})).headers).toBeNull();
  });

  test('keep flags and values that AMQP has no name for', () => {
    const strange = joinBytes(uint(2, 0x8001), uint(2, 0x4000), shortstr('text/plain'), [1, 2, 3]);
    expect(readProperties(strange).properties).toEqual({ contentType: 'text/plain' });
    const split = splitProperties(strange);
    split.values.set('priority', uint(1, 9));
    expect(joinProperties(split)).toEqual(
      joinBytes(uint(2, 0x8801), uint(2, 0x4000), shortstr('text/plain'), [9, 1, 2, 3]),
    );
  });

  test('hold a header table that is read on its own', () => {
    const table = entry('n', 'B', [7]);
    expect(readProperties(properties({ headers: sized(table), appId: shortstr('shop') })).headers).toEqual(
      table,
    );
  });
});

type Given = Partial<Record<PropertyName, { wire: Uint8Array }>>;

function write(given: Given, table: Uint8Array | null): Uint8Array {
  const values = Object.fromEntries(Object.entries(given).map(([name, { wire }]) => [name, wire]));
  return properties(table === null ? values : { ...values, headers: sized(table) });
}
