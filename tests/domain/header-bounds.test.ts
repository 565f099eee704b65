// Of tables that hold a hundred thousand values, a page and a list get what they can take.
import { expect, test } from 'vitest';
import { boundHeaders, countValues, readSmallHeaders } from '#lib/domain/header-bounds.ts';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { text } from '#tests/letters.ts';
import { entry, joinBytes, sized } from '#tests/wire.ts';

const voids = entry('voids', 'A', sized(Buffer.alloc(130_000, 'V')));
const usual = joinBytes(
  text('tenant', 'acme'),
  entry('flags', 'A', sized(Buffer.from('VVV'))),
  text('last', 'x'),
);

test('usual headers come whole', () => {
  const headers = readFieldTable(usual);
  expect(boundHeaders(headers, null)).toEqual({
    shown: headers.map((header) => ({ header, valuesLeftOut: 0, onReplay: null })),
    headersLeftOut: 0,
  });
  expect(readSmallHeaders(usual)).toEqual({ headers, isCut: false });
});

test('a page gets no more than it can show, and is told how much is left out', () => {
  const headers = readFieldTable(joinBytes(voids, usual));
  const { shown, headersLeftOut } = boundHeaders(headers, null);
  expect(headersLeftOut).toBe(0);
  expect(shown.map(({ header }) => header.name)).toEqual(['voids', 'tenant', 'flags', 'last']);
  expect(countValues(shown[0]!.header) + shown[0]!.valuesLeftOut).toBe(130_001);
  expect(shown.reduce((sum, { header }) => sum + countValues(header), 0)).toBeLessThan(1000);
});

test('65,000 headers are counted, not shown', () => {
  const { shown, headersLeftOut } = boundHeaders(readFieldTable(Buffer.alloc(130_000, '\0V')), null);
  expect([shown.length, headersLeftOut]).toEqual([5000, 60_000]);
});

test('a list gets the small headers, whatever stands among them', () => {
  const { headers, isCut } = readSmallHeaders(joinBytes(voids, usual));
  expect(headers.map(({ name }) => name)).toEqual(['tenant', 'flags', 'last']);
  expect(isCut).toBe(true);
  const many = readSmallHeaders(Buffer.alloc(130_000, '\0V'));
  expect([many.headers.length, many.isCut]).toEqual([200, true]);
});

test('a list’s headers are read from any bytes', () => {
  expect(readSmallHeaders(Uint8Array.of(1, 0x61, 0x3f, 9, 9))).toMatchObject({
    headers: [{ name: 'a', type: 'unknown' }],
  });
  expect(readSmallHeaders(new Uint8Array())).toEqual({ headers: [], isCut: false });
});
