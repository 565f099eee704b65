import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { listEntries } from '#lib/domain/table-entries.ts';
import { showTable, tables, writeTable } from '#tests/tables.ts';
import { double, entry, float, joinBytes, shortstr, sized, uint, utf8 } from '#tests/wire.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const bytes = (max: number) => fc.uint8Array({ maxLength: max });

describe('a field table', () => {
  test('is listed entry by entry, and the pieces put together are the whole', () => {
    fc.assert(
      fc.property(tables, (entries) => {
        const table = writeTable(entries);
        const pieces = listEntries(table).map(({ name, start, end, isReadable }) => {
          expect(isReadable).toBe(true);
          return { name, bytes: table.subarray(start, end) };
        });
        expect(pieces.map(({ name }) => name)).toEqual(showTable(entries).map(({ name }) => name));
        expect(pieces.map((piece) => piece.bytes)).toEqual(entries.map((one) => writeTable([one])));
      }),
    );
  });

  test('never throws and is always JSON, whatever the bytes', () => {
    fc.assert(
      fc.property(bytes(200), (garbage) => {
        const shown = readFieldTable(garbage);
        expect(JSON.parse(JSON.stringify(shown))).toEqual(shown);
        expect(listEntries(garbage).at(-1)?.end ?? 0).toBe(garbage.length);
      }),
      { numRuns: 2000 },
    );
  });

  test('that was cut off or bent in one byte never throws', () => {
    fc.assert(
      fc.property(tables, fc.nat(), fc.nat(255), (entries, place, byte) => {
        const table = writeTable(entries);
        const at = table.length === 0 ? 0 : place % table.length;
        readFieldTable(table.subarray(0, at));
        table[at] = byte;
        readFieldTable(table);
      }),
    );
  });

  test('says the numbers that JSON cannot say', () => {
    const table = joinBytes(
      entry('a', 'd', double(NaN)),
      entry('b', 'd', double(Infinity)),
      entry('c', 'f', float(-Infinity)),
      entry('d', 'f', float(-0)),
    );
    expect(readFieldTable(table).map((header) => header.value)).toEqual([
      'NaN',
      'Infinity',
      '-Infinity',
      '-0',
    ]);
  });

  test('says decimals with their places', () => {
    const decimal = (places: number, digits: number) => entry('n', 'D', joinBytes([places], uint(4, digits)));
    const table = joinBytes(decimal(2, 123), decimal(0, 7), decimal(3, 5), decimal(1, 0xffffffff));
    expect(readFieldTable(table).map((header) => header.value)).toEqual([
      '1.23',
      '7',
      '0.005',
      '429496729.5',
    ]);
  });

  test('shows text that is not UTF-8 as base64, and a name that is not with U+FFFD', () => {
    const table = entry(Uint8Array.of(0x61, 0xff), 'S', sized(Uint8Array.of(0xff, 0xfe)));
    expect(readFieldTable(table)).toEqual([
      { name: 'a\uFFFD', type: 'longstr', value: '//4=', encoding: 'base64' },
    ]);
  });

  test('keeps a byte order mark: a name with one is another name', () => {
    const [header] = readFieldTable(entry('\uFEFFx-death', 'S', sized('\uFEFFa')));
    expect(header).toEqual({ name: '\uFEFFx-death', type: 'longstr', value: '\uFEFFa' });
  });

  test('stops at a tag nobody knows and shows what remains, tag first', () => {
    const strange = entry('odd', '?', [1, 2, 3]);
    const table = joinBytes(entry('n', 'B', [7]), strange, entry('after', 'V'));
    expect(readFieldTable(table)).toEqual([
      { name: 'n', type: 'uint8', value: 7 },
      {
        name: 'odd',
        type: 'unknown',
        value: base64(joinBytes(utf8('?'), [1, 2, 3], entry('after', 'V'))),
        encoding: 'base64',
      },
    ]);
    expect(listEntries(table).map((one) => one.isReadable)).toEqual([true, false]);
  });

  test('goes on after a nested table with a tag nobody knows', () => {
    const table = joinBytes(entry('in', 'F', sized(entry('odd', '?', [1]))), entry('after', 'V'));
    expect(readFieldTable(table)).toEqual([
      {
        name: 'in',
        type: 'table',
        value: [{ name: 'odd', type: 'unknown', value: 'PwE=', encoding: 'base64' }],
      },
      { name: 'after', type: 'void', value: null },
    ]);
  });

  test('whose last name is cut off has one last entry with no name', () => {
    const table = joinBytes(entry('n', 'B', [7]), [9, 0x61]);
    expect(readFieldTable(table)[1]).toEqual({
      name: '',
      type: 'unknown',
      value: 'CWE=',
      encoding: 'base64',
    });
  });

  test('of ten thousand nested arrays is read to a depth and shown as bytes below it', () => {
    let nested = utf8('V');
    for (let depth = 0; depth < 10_000; depth++) nested = deepen(nested);
    const table = joinBytes(shortstr('deep'), nested);
    expect(JSON.stringify(readFieldTable(table))).toContain('"type":"unknown"');
  });
});

/** One array more around a value, without copying through an array of numbers. */
function deepen(value: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(5 + value.length);
  whole[0] = 0x41;
  new DataView(whole.buffer).setUint32(1, value.length);
  whole.set(value, 5);
  return whole;
}
