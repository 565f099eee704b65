// Columns of a list and of a CSV: what is one, what stands in it, and how an address keeps them.
import { expect, test } from 'vitest';
import { makeValueReader, wantBody } from '#lib/domain/column-values.ts';
import { columnsText } from '#lib/domain/column-schemas.ts';
import { readColumn, titleOfColumn, writeColumns } from '#lib/domain/columns.ts';
import { writeCsvLine } from '#lib/domain/csv.ts';
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { readInbox } from '#lib/domain/inbox-query.ts';
import { viewRequest } from '#lib/domain/saved-views.ts';
import { entry, joinBytes, properties, sized, uint, utf8 } from '#tests/wire.ts';

const letter = { id: 'x', bodyBytes: 10, deaths: 3, status: 'open', properties: {} } as DeadLetterSummary;
const headers = (...entries: Uint8Array[]) => properties({ headers: sized(joinBytes(...entries)) });
const text = (name: string, value: string | Uint8Array) => entry(name, 'S', sized(value));

function valuesOf(columns: string[], propertyBytes: Uint8Array = new Uint8Array(), body = '', told = {}) {
  return makeValueReader(columns)({
    letter: { ...letter, ...told },
    propertyBytes,
    isKeptRaw: false,
    body: utf8(body),
  });
}

test('a column is what every letter has, a header by name, or a path into a JSON body', () => {
  expect(readColumn('deaths')).toEqual({ kind: 'letter', name: 'deaths' });
  expect(readColumn('header.x.y')).toEqual({ kind: 'header', name: 'x.y' });
  expect(readColumn('body.order.0.id')).toEqual({ kind: 'body', path: ['order', '0', 'id'] });
  for (const none of [
    '',
    'header.',
    'body.',
    'body.a..b',
    'toString',
    'header.\0',
    `header.${'x'.repeat(300)}`,
  ])
    expect(readColumn(none), none).toBeNull();
  expect(titleOfColumn('header.x.y')).toBe('x.y');
  expect(wantBody(['deaths', 'header.body.x'])).toBe(false);
});

test('names with commas and percents pass through an address', () => {
  const columns = ['deaths', 'header.a,b', 'body.100%.%2C'];
  expect(columnsText.parse(writeColumns(columns))).toEqual(columns);
  expect(readInbox({ columns: writeColumns(columns), status: 'open' })).toMatchObject({
    columns,
    faults: [],
  });
});

test('more than 12, one twice, and what is no column are refused and named', () => {
  const many = Array.from({ length: 13 }, (_, at) => `header.${at}`).join(',');
  for (const bad of [many, 'deaths,deaths', 'deaths,nonsense']) {
    expect(columnsText.safeParse(bad).success).toBe(false);
    expect(readInbox({ columns: bad }).faults).toHaveLength(1);
  }
});

test('numbers of a body stay as they were sent; what is not there is none', () => {
  const body = '{"order": {"id": 9007199254740993, "price": 1.50}, "list": ["a", {"b": null}]}';
  const columns = [
    'body.order.id',
    'body.order.price',
    'body.list.0',
    'body.list.1',
    'body.nothing',
    'body.list.1.b',
  ];
  expect(Object.values(valuesOf(columns, undefined, body)).map((value) => value.text)).toEqual([
    '9007199254740993',
    '1.50',
    'a',
    '{"b": null}',
    null,
    null,
  ]);
  expect(valuesOf(['body.a'], undefined, 'no json')).toEqual({ 'body.a': { text: null } });
  expect(valuesOf(['body.a'], undefined, '', { bodyBytes: 70_000 })['body.a']).toEqual({
    text: null,
    why: 'too large',
  });
});

test('headers of every type are text; long ones are cut, larger ones say their size', () => {
  const table = headers(
    text('t', 'acme'),
    entry('n', 'l', uint(8, 2n ** 60n)),
    entry('list', 'A', sized(joinBytes(utf8('S'), sized('a'), utf8('t'), uint(1, 1)))),
    text('odd', new Uint8Array([0xff, 0xfe])),
    text('long', 'y'.repeat(300)),
    text('huge', 'z'.repeat(20_000)),
  );
  const values = valuesOf(
    ['header.t', 'header.n', 'header.list', 'header.odd', 'header.long', 'header.huge', 'header.T'],
    table,
  );
  expect(values).toEqual({
    'header.t': { text: 'acme' },
    'header.n': { text: String(2n ** 60n) },
    'header.list': { text: '["a",true]' },
    'header.odd': { text: '//4=' },
    'header.long': { text: 'y'.repeat(200), isCut: true },
    'header.huge': { text: expect.stringContaining('bytes') as string },
    'header.T': { text: null },
  });
});

test('a letter that was kept raw is not looked into', () => {
  const read = makeValueReader(['header.t', 'body.a', 'deaths']);
  expect(
    read({ letter, propertyBytes: headers(text('t', 'x')), isKeptRaw: true, body: utf8('{"a":1}') }),
  ).toEqual({
    'header.t': { text: null, why: 'kept raw' },
    'body.a': { text: null, why: 'kept raw' },
    deaths: { text: '3' },
  });
});

test('CSV: quotes are doubled, and no cell is a formula', () => {
  expect(writeCsvLine(['a', 'b "c"', null, 'd,e', 'two\nlines'])).toBe('a,"b ""c""",,"d,e","two\nlines"\r\n');
  const formulas = ['=1+1', '+1', '-1', '@x', '\t=1', '=a,"b"'];
  expect(writeCsvLine(formulas)).toBe(`'=1+1,'+1,'-1,'@x,'\t=1,"'=a,""b"""\r\n`);
});

test('a view keeps an address of the inbox, written anew; anything else is refused by its name', () => {
  const parse = (query: string) => viewRequest.safeParse({ name: ' Mine ', query });
  expect(parse('columns=deaths&status=open&q=').data).toEqual({
    name: 'Mine',
    query: 'status=open&columns=deaths',
    isShared: false,
  });
  for (const bad of ['nonsense=1', 'status=any', 'columns=nonsense', `q=${'x'.repeat(9000)}`])
    expect(parse(bad).success, bad.slice(0, 20)).toBe(false);
});
