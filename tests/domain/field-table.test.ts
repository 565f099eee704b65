import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HeaderValue } from '#lib/domain/dead-letter.ts';
import { listEntries, readFieldTable } from '#lib/domain/field-table.ts';
import { double, entry, float, joinBytes, shortstr, sized, uint, utf8 } from '#tests/wire.ts';

type Wire = { tag: string; bytes: Uint8Array; shown: HeaderValue };

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const signed = (size: number) => ({ min: -(2 ** (8 * size - 1)), max: 2 ** (8 * size - 1) - 1 });
const wellFormed = fc.string({ unit: 'grapheme' });
const bytes = (max: number) => fc.uint8Array({ maxLength: max });

const scalars: fc.Arbitrary<Wire> = fc.oneof(
  fc.boolean().map((value) => wire('t', [value ? 1 : 0], 'boolean', value)),
  fc.integer(signed(1)).map((value) => wire('b', uint(1, value), 'int8', value)),
  fc.integer({ min: 0, max: 255 }).map((value) => wire('B', uint(1, value), 'uint8', value)),
  fc.integer(signed(2)).map((value) => wire('s', uint(2, value), 'int16', value)),
  fc.integer({ min: 0, max: 0xffff }).map((value) => wire('u', uint(2, value), 'uint16', value)),
  fc.integer(signed(4)).map((value) => wire('I', uint(4, value), 'int32', value)),
  fc.integer({ min: 0, max: 0xffffffff }).map((value) => wire('i', uint(4, value), 'uint32', value)),
  fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .map((value) => wire('l', uint(8, value), 'int64', `${value}`)),
  fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .map((value) => wire('L', uint(8, value), 'int64', `${value}`)),
  fc
    .bigInt({ min: 0n, max: 2n ** 64n - 1n })
    .map((value) => wire('T', uint(8, value), 'timestamp', `${value}`)),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => wire('d', double(value), 'double', Object.is(value, -0) ? '-0' : value)),
  fc
    .float({ noNaN: true, noDefaultInfinity: true })
    .map((value) => wire('f', float(value), 'float', Object.is(value, -0) ? '-0' : value)),
  wellFormed.map((value) => wire('S', sized(value), 'longstr', value)),
  bytes(20).map((value) => wire('x', sized(value), 'bytes', base64(value))),
  fc.constant(wire('V', [], 'void', null)),
);
const names = fc.oneof(
  wellFormed.filter((name) => utf8(name).length < 256),
  fc.constantFrom('', '__proto__', 'x-death'),
);
const { value: values } = fc.letrec<{ value: Wire }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalars,
    fc.array(tie('value'), { maxLength: 4 }).map((items) =>
      wire(
        'A',
        sized(joinBytes(...items.map(tagged))),
        'array',
        items.map((item) => item.shown),
      ),
    ),
    fc.array(fc.tuple(names, tie('value')), { maxLength: 4 }).map((entries) =>
      wire(
        'F',
        sized(writeTable(entries)),
        'table',
        entries.map(([name, { shown }]) => ({ name, ...shown })),
      ),
    ),
  ),
}));
const tables = fc.array(fc.tuple(names, values), { maxLength: 6 });

describe('a field table', () => {
  test('is read as it was written: types, order, duplicates and empty names', () => {
    fc.assert(
      fc.property(tables, (entries) => {
        expect(readFieldTable(writeTable(entries))).toEqual(
          entries.map(([name, { shown }]) => ({ name, ...shown })),
        );
      }),
    );
  });

  test('is listed entry by entry, and the pieces put together are the whole', () => {
    fc.assert(
      fc.property(tables, (entries) => {
        const table = writeTable(entries);
        const pieces = listEntries(table).map(({ name, start, end, isReadable }) => {
          expect(isReadable).toBe(true);
          return { name, bytes: table.subarray(start, end) };
        });
        expect(pieces.map(({ name }) => name)).toEqual(entries.map(([name]) => name));
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

function wire(tag: string, content: Uint8Array | number[], type: HeaderValue['type'], value: unknown): Wire {
  return { tag, bytes: Uint8Array.from(content), shown: { type, value } };
}

function tagged({ tag, bytes: content }: Wire): Uint8Array {
  return joinBytes(utf8(tag), content);
}

function writeTable(entries: [string, Wire][]): Uint8Array {
  return joinBytes(...entries.map(([name, value]) => entry(name, value.tag, value.bytes)));
}

/** One array more around a value, without copying through an array of numbers. */
function deepen(value: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(5 + value.length);
  whole[0] = 0x41;
  new DataView(whole.buffer).setUint32(1, value.length);
  whole.set(value, 5);
  return whole;
}
