// Headers for reading, and what a replay leaves out of them.
import { describe, expect, test } from 'vitest';
import type { Header } from '#lib/domain/dead-letter.ts';
import { concatBytes, writeUtf8 } from '#lib/domain/bytes.ts';
import { isHeaderNamed, listHeaderRows } from '#lib/domain/header-rows.ts';
import { sayHeaderChanges } from '#lib/domain/left-out.ts';
import { rewriteForReplay } from '#lib/domain/replay-plan.ts';

const headers: Header[] = [
  { name: 'x-tenant', type: 'longstr', value: 'acme' },
  {
    name: 'x-death',
    type: 'array',
    value: [{ type: 'table', value: [{ name: 'count', type: 'int64', value: '9007199254740993' }] }],
  },
  { name: 'sent', type: 'timestamp', value: '1795279157' },
  { name: '__proto__', type: 'void', value: null },
  { name: 'none', type: 'table', value: [] },
];

describe('headers', () => {
  test('show what is nested one step deeper, with numbers exactly as sent', () => {
    expect(listHeaderRows(headers).map(({ name, depth, value, type }) => [depth, name, value, type])).toEqual(
      [
        [0, 'x-tenant', 'acme', 'longstr'],
        [0, 'x-death', null, 'array'],
        [1, '[0]', null, 'table'],
        [2, 'count', '9007199254740993', 'int64'],
        [0, 'sent', '1795279157', 'timestamp'],
        [0, '__proto__', 'null', 'void'],
        [0, 'none', '(empty)', 'table'],
      ],
    );
    expect(listHeaderRows(headers)[4]?.note).toBe('2026-11-21T16:39:17Z');
  });

  test('are found by their name, or by a name inside', () => {
    const named = (words: string) =>
      headers.filter((header) => isHeaderNamed(header, words)).map(({ name }) => name);
    expect(named('TENANT')).toEqual(['x-tenant']);
    expect(named('count')).toEqual(['x-death']);
    expect(named(' ')).toHaveLength(headers.length);
  });
});

test('the page marks exactly those headers that a replay leaves out', () => {
  const names = [
    'x-death',
    'x-first-death-queue',
    'x-last-death-reason',
    'x-delivery-count',
    'x-acquired-count',
    'x-letterthief-replay-id',
    'CC',
    'BCC',
    'cc',
    'x-tenant',
    'x-deaths',
  ];
  const entries = concatBytes(
    names.map((name) => concatBytes([Uint8Array.of(name.length), writeUtf8(name), writeUtf8('V')])),
  );
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, entries.length);
  const { dropped } = rewriteForReplay({
    propertyBytes: concatBytes([Uint8Array.of(0x20, 0), length, entries]),
    replayId: '01900000-0000-7000-8000-000000000000',
    ourUser: 'guest',
  });
  expect(
    names
      .filter((name) => sayHeaderChanges(null)(name) !== null)
      .map((name) => `header ${name}`)
      .sort(),
  ).toEqual(dropped.toSorted());
});
