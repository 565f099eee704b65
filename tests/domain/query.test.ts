// The query language: what it means, what it refuses and where, and that no text whatever breaks it.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sayFault } from '#lib/domain/query/fault.ts';
import { valueAt } from '#lib/domain/query/json-value.ts';
import { markName } from '#lib/domain/marks.ts';
import { keyNames, keys } from '#lib/domain/query/keys.ts';
import { readQuery } from '#lib/domain/query/parser.ts';
import { isLike } from '#lib/domain/query/reads.ts';
import type { Query } from '#lib/domain/query/tree.ts';
import { quote, writeQuery } from '#lib/domain/query/write.ts';
import { readWords } from '#lib/domain/search-text.ts';
import { anyQuery } from '#tests/query-trees.ts';

function read(text: string): Query {
  const answer = readQuery(text);
  if (!answer.ok) throw new Error(sayFault(answer.fault));
  return answer.query;
}

function faultOf(text: string): { at: string; expected: string } {
  const answer = readQuery(text);
  if (answer.ok) throw new Error(`${text} is read as ${writeQuery(answer.query)}`);
  const { start, end, expected } = answer.fault;
  return { at: text.slice(start, end), expected };
}

const text = (words: string): Query => ({ kind: 'text', text: words });
const named = (key: string, ...pattern: string[]): Query => ({ kind: 'name', key: key as 'queue', pattern });

describe('is read', () => {
  test('words and phrases, each for itself', () => {
    expect(read('')).toEqual({ kind: 'all', of: [] });
    expect(read('  card  "do not honour" ')).toEqual({
      kind: 'all',
      of: [text('card'), text('do not honour')],
    });
    expect(read('"a ""quoted"" (word) *"')).toEqual(text('a "quoted" (word) *'));
    expect(read('App\\Jobs\\Send* 100%_sure 10:30 com.shop.E:x')).toEqual({
      kind: 'all',
      of: [text('App\\Jobs\\Send'), text('100%_sure'), text('10:30'), text('com.shop.E:x')],
    });
  });

  test('OR binds less than words side by side; brackets and “-” as everywhere', () => {
    expect(read('a b OR -c')).toEqual({
      kind: 'any',
      of: [
        { kind: 'all', of: [text('a'), text('b')] },
        { kind: 'not', of: text('c') },
      ],
    });
    expect(read('a AND -(b OR "OR")')).toEqual({
      kind: 'all',
      of: [text('a'), { kind: 'not', of: { kind: 'any', of: [text('b'), text('OR')] } }],
    });
    expect(read('pre-paid or')).toEqual({ kind: 'all', of: [text('pre-paid'), text('or')] });
  });

  test('names with wildcards, which quotes take their meaning', () => {
    expect(read('queue:orders.*')).toEqual(named('queue', 'orders.', ''));
    expect(read('QUEUE:"a * b"')).toEqual(named('queue', 'a * b'));
    expect(read('error:"card "**" declined"')).toEqual({ kind: 'error', pattern: ['card ', ' declined'] });
    expect(read('exchange:""')).toEqual(named('exchange', ''));
    expect(read('reason:*')).toEqual(named('reason', '', ''));
    expect(read('type:App\\Jobs\\*')).toEqual(named('type', 'App\\Jobs\\', ''));
    expect(read('key:a:b')).toEqual(named('key', 'a:b'));
  });

  test('numbers, sizes and times', () => {
    expect(read('deaths:>=3')).toEqual({ kind: 'count', key: 'deaths', is: '>=', count: 3 });
    expect(read('size:<1.5KB')).toEqual({ kind: 'count', key: 'size', is: '<', count: 1536 });
    expect(read('size:>1mb')).toEqual({ kind: 'count', key: 'size', is: '>', count: 1024 ** 2 });
    expect(read('after:2h')).toEqual({ kind: 'time', key: 'after', moment: { ago: 7_200_000 } });
    const at = (time: string) => ({ kind: 'time', key: 'before', moment: { at: Date.parse(time) } });
    expect(read('before:2026-11-01T10:00Z')).toEqual(at('2026-11-01T10:00:00Z'));
    expect(read('before:2026-11-01')).toEqual(at('2026-11-01T00:00:00Z'));
    expect(read('before:2026-11-01T10:00:30.5+02:00')).toEqual(at('2026-11-01T08:00:30.500Z'));
  });

  test('headers and paths into a body, whose names may be quoted', () => {
    expect(read('header.x-tenant:acme')).toEqual({ kind: 'header', name: 'x-tenant', pattern: ['acme'] });
    expect(read('header."a: b":1')).toEqual({ kind: 'header', name: 'a: b', pattern: ['1'] });
    expect(read('body.customer.id:443')).toEqual({
      kind: 'body',
      path: ['customer', 'id'],
      pattern: ['443'],
    });
    expect(read('body."a.b".0."c d":x*')).toEqual({
      kind: 'body',
      path: ['a.b', '0', 'c d'],
      pattern: ['x', ''],
    });
  });

  test('every example of the help', () => {
    for (const name of keyNames) expect(() => read(keys[name].example), name).not.toThrow();
  });
});

test('a wrong one says where, and what was expected', () => {
  const wrong: [query: string, at: string, expected: RegExp][] = [
    ['a %_% b', '%_%', /a letter or a digit/],
    ['qeue:orders', 'qeue', /a key \(queue, source.*quotes/],
    ['a OR', '', /a condition/],
    ['OR a', 'OR', /a condition/],
    ['(a b', '', /“\)” for the “\(” at character 1/],
    ['a) b', ')', /“\(”/],
    ['()', ')', /a condition/],
    ['a "b', '"', /closing quote/],
    ['a - b', '-', /right after/],
    ['NOT status:open', 'NOT', /“-”/],
    ['queue:', ':', /right after “:” a value/],
    ['status:dead', 'dead', /open, replaying/],
    ['outcome:fine', 'fine', /confirmed/],
    ['replays:many', 'many', /whole number/],
    ['replays:-1', '-1', /whole number/],
    ['size:>1TB', '>1TB', /size:>20KB/],
    ['after:yesterday', 'yesterday', /how long ago/],
    ['after:2026-02-30', '2026-02-30', /a time/],
    ['before:999999999w', '999999999w', /a time/],
    ['a*b', 'a*b', /“\*”/],
    ['*', '*', /a text/],
    ['""', '""', /a text/],
    ['{"order":1}', '"order"', /a blank between/],
    ['header.:x', 'header.', /a header’s name/],
    ['header.x-death:x', 'header.x-death', /found by/],
    ['body.a..b:x', 'body.a..b', /a path/],
    ['a\0b', '\0', /NUL/],
    ['a '.repeat(101), 'a', /at most 100 conditions/],
    [`${'('.repeat(21)}a${')'.repeat(21)}`, '(', /at most 20/],
    [`${'-'.repeat(21)}a`, '-', /at most 20/],
    ['x'.repeat(1001), 'x'.repeat(1001), /1000 characters/],
    ['x '.repeat(5001), 'x ', /10,000/],
  ];
  for (const [query, at, expected] of wrong) {
    const fault = faultOf(query);
    expect(fault.at, query).toBe(at);
    expect(fault.expected, query).toMatch(expected);
  }
  const answer = readQuery('a qeue:b');
  expect(!answer.ok && sayFault(answer.fault)).toMatch(/^at character 3, “qeue”: expected a key/);
});

const anyWord = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
  fc.constantFrom('OR', 'AND', 'NOT', '-', '*', '"', '(', ':', 'a b', '""', 'queue:x', '\\', '\\*'),
);
const anyName = anyWord.filter((word) => !/\0|\p{Surrogate}/u.test(word));
/** One that free text can be looked for by. */
const anyText = anyName.filter((word) => readWords(word).length > 0);
const anyTree = anyQuery({
  names: {
    queue: anyName,
    source: anyName,
    exchange: fc.oneof(anyName, fc.constant('')),
    key: anyName,
    reason: anyName,
    type: anyName,
    app: anyName,
    id: anyName,
    convention: anyName,
    group: anyName,
    owner: anyName,
  },
  errors: anyName,
  texts: anyText,
  headers: fc.tuple(
    anyName.filter((name) => markName(name) !== null),
    anyName,
  ),
  bodies: fc.tuple(fc.array(anyName, { minLength: 1, maxLength: 3 }), anyName),
  times: fc.integer({ min: 0, max: 4_000_000_000_000 }),
});

describe('fuzzed', () => {
  test('what is written reads as the same tree', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        expect(read(writeQuery(tree))).toEqual(tree);
      }),
      { numRuns: 3000 },
    );
  });

  test('any text is read or refused with a place inside of it', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(anyWord, { maxLength: 30 }).map((words) => words.join('')),
      fc
        .array(
          fc.constantFrom(
            '(',
            ')',
            '-',
            '"',
            '*',
            ':',
            ' ',
            'a',
            'OR ',
            'queue:',
            'body.',
            'size:>',
            'header.x:',
          ),
          { maxLength: 60 },
        )
        .map((words) => words.join('')),
    );
    fc.assert(
      fc.property(hostile, (query) => {
        const answer = readQuery(query);
        if (answer.ok) {
          expect(read(writeQuery(answer.query))).toEqual(answer.query);
          return;
        }
        const { start, end } = answer.fault;
        expect(start >= 0 && start <= end && end <= query.length).toBe(true);
        expect(sayFault(answer.fault).length).toBeLessThan(500);
      }),
      { numRuns: 5000 },
    );
  });

  test('a quoted text is that text', () => {
    fc.assert(
      fc.property(anyText, (words) => {
        expect(read(quote(words))).toEqual(text(words));
      }),
    );
  });

  test('whatever is repeated to the longest is answered', () => {
    for (const piece of [
      '(',
      '-',
      '"',
      '""',
      '*',
      'a*',
      ':',
      'a:',
      'queue:*',
      'a"',
      '"a"',
      'header.',
      'body.a.',
      '()',
      'OR ',
      'a OR ',
      '\u00a0',
    ])
      readQuery(piece.repeat(20_000 / piece.length));
  });
});

test('a pattern fits as its wildcards say', () => {
  expect(isLike('orders.billing', ['orders.', ''])).toBe(true);
  expect(isLike('orders', ['orders.', ''])).toBe(false);
  expect(isLike('aba', ['ab', 'ba'])).toBe(false);
  expect(isLike('a-b-c', ['a', 'b', 'c'])).toBe(true);
  expect(isLike('', ['', ''])).toBe(true);
  expect(isLike(null, ['', ''])).toBe(false);
});

test('a value of a JSON body is its own characters', () => {
  const body =
    '{"a":{"b":[1.0,"x\\u0041",{"c":true}]}, "n":null,"a.b":9007199254740993,"o":{ "k" : [] },"a":{"b":[1.0,"xA",{"c":true}]}}';
  const at = (...path: string[]) => valueAt(body, path);
  expect(at('a', 'b', '0')).toBe('1.0');
  expect(at('a', 'b', '1')).toBe('xA');
  expect(at('a', 'b', '-1', 'c')).toBe('true');
  expect(at('a', 'b', '3')).toBeNull();
  expect(at('a', 'b', 'x')).toBeNull();
  expect(at('a.b')).toBe('9007199254740993');
  expect(at('o')).toBe('{ "k" : [] }');
  expect(at('n')).toBeNull();
  expect(at('a', 'b', '0', 'c')).toBeNull();
  expect(valueAt('{"a":1', ['a'])).toBeNull();
  expect(valueAt('{"a":1,"b":"\\u0000"}', ['a'])).toBeNull();
  expect(valueAt('{"a":1,"b":"\\ud800"}', ['a'])).toBeNull();
});
