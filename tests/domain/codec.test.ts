// The codec against whatever may come over the wire: total, lossless, and a replay keeps exactly what the contract keeps.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { listEntries } from '#lib/domain/table-entries.ts';
import { joinProperties, readProperties, splitProperties } from '#lib/domain/properties.ts';
import { rewriteForReplay } from '#lib/domain/replay-plan.ts';
import { anyProperties, anyTable, propertiesWith } from '#tests/any-bytes.ts';
import { expectedReplay } from '#tests/raw-table.ts';
import {
  names,
  showTable,
  tables,
  unknownValues,
  values,
  writeTable,
  type WireEntry,
} from '#tests/tables.ts';
import { properties, sized, utf8 } from '#tests/wire.ts';

/** A failure that cannot be made small in this time is shown as it is. */
const bounded = { interruptAfterTimeLimit: 8000 };
const replayId = '0198c2f0-0000-7000-8000-000000000001';
const rewrite = (propertyBytes: Uint8Array) => rewriteForReplay({ propertyBytes, replayId, ourUser: 'shop' });
const hex = (bytes: Uint8Array | null | undefined) => bytes && Buffer.from(bytes).toString('hex');

/** Near misses too: other cases, longer and shorter names. */
const contractNames = [
  'x-death',
  'x-first-death-queue',
  'x-last-death-',
  'x-delivery-count',
  'x-acquired-count',
  'x-letterthief-replay-id',
  'CC',
  'BCC',
  'X-Death',
  'x-deaths',
  'x-first-death',
  'cc',
  '\uFEFFx-death',
].map(utf8);
const deadTables = fc.array(
  fc.record({ name: fc.oneof(fc.constantFrom(...contractNames), names), value: values }),
  {
    maxLength: 10,
  },
);

describe('reading', () => {
  test('a table shows every type with its value, in order, duplicates and odd names among them', () => {
    fc.assert(
      fc.property(tables, (entries) => {
        expect(readFieldTable(writeTable(entries))).toEqual(showTable(entries));
      }),
      { ...bounded, numRuns: 500 },
    );
  });

  test('a table never throws, is always JSON, and accounts for every byte', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        const shown = readFieldTable(table);
        expect(JSON.parse(JSON.stringify(shown))).toEqual(shown);
        let at = 0;
        for (const { start, end, tagAt } of listEntries(table)) {
          expect(start).toBe(at);
          expect(tagAt >= start && tagAt <= end).toBe(true);
          at = end;
        }
        expect(at).toBe(table.length);
      }),
      { ...bounded, numRuns: 2000 },
    );
  });

  test('properties never throws, and put together again they are the same bytes, whatever they were', () => {
    fc.assert(
      fc.property(anyProperties, (bytes) => {
        const read = readProperties(bytes);
        expect(JSON.parse(JSON.stringify(read.properties))).toEqual(read.properties);
        expect(hex(joinProperties(splitProperties(bytes)))).toBe(hex(bytes));
      }),
      { ...bounded, numRuns: 2000 },
    );
  });
});

describe('a replay', () => {
  test('keeps the bytes and the order of all that the contract keeps, and drops exactly the rest', () => {
    fc.assert(
      fc.property(propertiesWith(deadTables.map(writeTable)), (bytes) => {
        expect(hex(rewrite(bytes).propertyBytes)).toBe(hex(expectedReplay(bytes, replayId, 'shop')));
      }),
      { ...bounded, numRuns: 1000 },
    );
  });

  test('names the headers that would end the connection, and no others', () => {
    const entries = fc.array(fc.record({ name: names, value: fc.oneof(values, unknownValues) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(entries, (given) => {
        const known = 'tbBsuIilLfdDSxAFVT';
        const odd = given.findIndex(({ value }) => !known.includes(value.tag));
        // What follows a tag nobody knows cannot be told apart from it.
        const readable = odd === -1 ? given : given.slice(0, odd + 1);
        const { unreadable } = rewrite(properties({ headers: sized(writeTable(given)) }));
        expect(unreadable).toEqual(
          readable.filter(isRefused).map(({ name }) => Buffer.from(name).toString()),
        );
      }),
      { ...bounded, numRuns: 1000 },
    );
  });

  test('of any bytes can be planned; what it sends can be read, and nothing that it keeps is bent', () => {
    fc.assert(
      fc.property(anyProperties, (bytes) => {
        const { propertyBytes } = rewrite(bytes);
        expect(readProperties(propertyBytes).fault).toBeNull();
        const [before, after] = [splitProperties(bytes).values, splitProperties(propertyBytes).values];
        for (const [name, value] of after)
          if (name !== 'headers' && name !== 'deliveryMode') expect(hex(value)).toBe(hex(before.get(name)));
        const table = before.get('headers')?.subarray(4) ?? new Uint8Array();
        const kept = listEntries(table).filter(({ name, isReadable }) => !isReadable || !isGone(name));
        const ours = hex(after.get('headers'))!.slice(8);
        expect(ours.startsWith(kept.map(({ start, end }) => hex(table.subarray(start, end))).join(''))).toBe(
          true,
        );
      }),
      { ...bounded, numRuns: 2000 },
    );
  });

  test('of 100 KiB of headers keeps each', () => {
    const large = fc.array(fc.record({ name: names, value: values }), { minLength: 500, maxLength: 600 });
    fc.assert(
      fc.property(large, fc.uint8Array({ minLength: 102_400, maxLength: 102_400 }), (entries, blob) => {
        const one: WireEntry = {
          name: utf8('blob'),
          value: {
            tag: 'x',
            bytes: sized(blob),
            shown: { type: 'bytes', value: Buffer.from(blob).toString('base64') },
            isTaken: true,
          },
        };
        const table = writeTable([...entries, one]);
        expect(readFieldTable(table)).toEqual(showTable([...entries, one]));
        const bytes = properties({ headers: sized(table) });
        expect(hex(rewrite(bytes).propertyBytes)).toBe(hex(expectedReplay(bytes, replayId, 'shop')));
      }),
      { ...bounded, numRuns: 10, endOnFailure: true },
    );
  });
});

function isGone(name: string): boolean {
  return (
    ['x-death', 'x-delivery-count', 'x-acquired-count', 'CC', 'BCC', 'x-letterthief-replay-id'].includes(
      name,
    ) || /^x-(first|last)-death-/.test(name)
  );
}

function isRefused({ name, value }: WireEntry): boolean {
  return !value.isTaken && !(isGone(Buffer.from(name).toString()) && value.shown.type !== 'unknown');
}
