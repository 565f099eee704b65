// A draft of an edit: what a person typed becomes exactly the change that they meant.
import { expect, test } from 'vitest';
import { lineEndOf, openDraft, readDraft, readHex, writeHex, type Draft } from '#lib/domain/edit/draft.ts';
import { messageEdit } from '#lib/domain/edit/edit-request.ts';

const opened = openDraft(
  [
    { header: { name: 'x-death', type: 'array', value: [] }, locked: 'left out on replay' },
    { header: { name: 'tenant', type: 'longstr', value: 'acme' }, locked: null },
    { header: { name: 'tries', type: 'int64', value: '9007199254740993' }, locked: null },
  ],
  { type: 'order.placed', messageId: 'm-1' },
);
const change = (place: number, part: Partial<Draft['headers'][number]>): Draft => ({
  ...opened,
  headers: opened.headers.map((one) => (one.place === place ? { ...one, ...part } : one)),
});
const fresh = { place: null, key: 'n', isRemoved: false, locked: null };
const read = (draft: Draft) => messageEdit.parse(readDraft(draft, opened));

test('what was not touched is not named', () => {
  expect(read(opened)).toEqual({});
});

test('a header is set, renamed, taken away, or added', () => {
  expect(read(change(1, { text: 'other' }))).toEqual({
    setHeaders: [{ name: 'tenant', type: 'longstr', value: 'other' }],
  });
  expect(read(change(2, { type: 'longstr' }))).toEqual({
    setHeaders: [{ name: 'tries', type: 'longstr', value: '9007199254740993' }],
  });
  expect(read(change(1, { name: 'customer' }))).toEqual({
    setHeaders: [{ name: 'customer', type: 'longstr', value: 'acme' }],
    removeHeaders: ['tenant'],
  });
  expect(read(change(1, { isRemoved: true }))).toEqual({ removeHeaders: ['tenant'] });
  const added = { ...fresh, name: 'list', type: 'array', text: '[{"type":"boolean","value":true}]' } as const;
  expect(read({ ...opened, headers: [...opened.headers, added] })).toEqual({
    setHeaders: [{ name: 'list', type: 'array', value: [{ type: 'boolean', value: true }] }],
  });
});

test('a property is set, or taken away by emptying it; the body as text, as bytes, or by a file', () => {
  const properties = { ...opened.properties, type: '', appId: 'shop' };
  expect(read({ ...opened, properties })).toEqual({ setProperties: { type: null, appId: 'shop' } });
  expect(read({ ...opened, body: { kind: 'text', text: 'é' } })).toEqual({ body: { text: 'é' } });
  expect(read({ ...opened, body: { kind: 'hex', hex: 'C3 a9' } })).toEqual({ body: { base64: 'w6k=' } });
  const file = { kind: 'file', name: 'f', bytes: Uint8Array.of(0) } as const;
  expect(read({ ...opened, body: file })).toEqual({ body: { base64: 'AA==' } });
});

test('what cannot be read is said with its place', () => {
  expect(() => read(change(1, { type: 'boolean' }))).toThrow('tenant: must be true or false');
  expect(() => read(change(1, { type: 'table' }))).toThrow('tenant: is not JSON');
  expect(() => readHex('0g')).toThrow('“g” is no hexadecimal digit');
  expect(() => readHex('0a1')).toThrow('one digit of the last byte is missing');
  expect(() => read(change(1, { name: '' }))).toThrow('a header has no name');
  const nameless = { ...fresh, name: '', type: 'longstr', text: '' } as const;
  expect(() => read({ ...opened, headers: [...opened.headers, nameless] })).toThrow('a header has no name');
  expect(read({ ...opened, headers: [...opened.headers, { ...nameless, isRemoved: true }] })).toEqual({});
});

test('bytes are written as they are read, and mixed line ends are told apart', () => {
  const bytes = Uint8Array.from({ length: 40 }, (_, at) => at * 6);
  expect(readHex(writeHex(bytes))).toEqual(bytes);
  expect(['a\nb', 'a\r\nb', 'a\rb', 'a\r\nb\n'].map(lineEndOf)).toEqual(['\n', '\r\n', null, null]);
});
