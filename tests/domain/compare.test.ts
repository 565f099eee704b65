// Two letters side by side: what is marked, and that nothing a letter holds can make it throw or run long.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareBodies, type BodyToCompare, type LinePair } from '#lib/domain/compare-bodies.ts';
import { compareLetters } from '#lib/domain/compare.ts';
import type { DeadLetterDetail } from '#lib/domain/dead-letter.ts';
import { cutLong, findDifference, showBlanks } from '#lib/domain/difference.ts';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { countStretches, foldPairs } from '#lib/domain/fold-pairs.ts';
import { tables, writeTable } from '#tests/tables.ts';

type Told = Partial<Pick<DeadLetterDetail, 'headers' | 'properties' | 'sourceQueue' | 'errorType'>>;

/** Only what a comparison looks at. */
function letter(told: Told = {}): DeadLetterDetail {
  const facts = {
    sourceQueue: 'orders.billing',
    reason: 'rejected',
    deaths: 1,
    deadLetterQueue: 'letterthief',
  };
  const unknown = {
    exchange: null,
    routingKey: null,
    errorType: null,
    errorMessage: null,
    messageType: null,
  };
  const rest = { ...unknown, attempts: null, convention: null, bodyBytes: 2, headers: [], properties: {} };
  return { ...facts, ...rest, ...told } as unknown as DeadLetterDetail;
}
const longstr = (name: string, value: string) => ({ name, type: 'longstr', value }) as const;

const body = (content: string | Uint8Array, told: Partial<BodyToCompare> = {}): BodyToCompare => ({
  bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
  contentType: undefined,
  isWhole: true,
  ...told,
});
const compare = (left: string, right: string) => compareBodies(body(left), body(right));
const SIGNS = { same: ' ', changed: '~', left: '-', right: '+' };
const say = (pairs: readonly LinePair[]) =>
  pairs.map(({ mark, left, right }) => `${SIGNS[mark]}${left?.text ?? ''}|${right?.text ?? ''}`);

describe('what is known, properties and headers', () => {
  test('each name is the same, changed, or only on one side', () => {
    const left = letter({
      errorType: 'Declined',
      properties: { appId: 'shop', priority: 1 },
      headers: [longstr('same', 'x'), longstr('other', 'a'), longstr('gone', 'x')],
    });
    const right = letter({
      sourceQueue: 'orders.stock',
      properties: { appId: 'shop', messageId: '' },
      headers: [longstr('same', 'x'), longstr('new', 'y'), longstr('other', 'b')],
    });
    const { facts, properties, headers, isCut } = compareLetters(left, right);
    expect(facts.filter(({ mark }) => mark !== 'same')).toMatchObject([
      { name: 'died in', mark: 'changed', left: 'orders.billing', right: 'orders.stock' },
      { name: 'error', mark: 'left', left: 'Declined', right: null },
    ]);
    expect(properties.map(({ name, mark }) => `${name} ${mark}`)).toEqual([
      'message_id right',
      'app_id same',
      'priority left',
    ]);
    expect(headers.map(({ name, mark }) => `${name} ${mark}`)).toEqual([
      'same same',
      'new right',
      'other changed',
      'gone left',
    ]);
    expect(isCut).toBe(false);
  });

  test('what is nested is compared by its way there; a name that stands twice by its turn; a type is a difference', () => {
    const death = (queue: string, count: string) => ({
      name: 'x-death',
      type: 'array' as const,
      value: [
        { type: 'table', value: [longstr('queue', queue), { name: 'count', type: 'int64', value: count }] },
      ],
    });
    const left = letter({ headers: [death('orders', '1'), longstr('twice', 'a'), longstr('twice', 'b')] });
    const right = letter({
      headers: [death('orders', '2'), longstr('twice', 'a'), { name: 'twice', type: 'bytes', value: 'b' }],
    });
    expect(compareLetters(left, right).headers).toMatchObject([
      { name: 'x-death › [0] › queue', mark: 'same' },
      { name: 'x-death › [0] › count', mark: 'changed', left: '1', right: '2' },
      { name: 'twice', mark: 'same' },
      { name: 'twice', mark: 'changed', left: 'b (longstr)', right: 'b (bytes)' },
    ]);
  });

  test('more headers than a page has room for are told of', () => {
    const many = letter({ headers: Array.from({ length: 6000 }, (_, at) => longstr(`h${at}`, 'x')) });
    const { headers, isCut } = compareLetters(many, letter());
    expect(headers).toHaveLength(5000);
    expect(isCut).toBe(true);
  });

  test('any two header tables: every value stands once on its side, and a table differs from itself in nothing', () => {
    fc.assert(
      fc.property(tables, tables, (one, other) => {
        const [left, right] = [one, other].map((table) =>
          letter({ headers: readFieldTable(writeTable(table)) }),
        );
        const { headers } = compareLetters(left!, right!);
        expect(new Set(headers.map(({ key }) => key)).size).toBe(headers.length);
        const alone = compareLetters(left!, left!).headers;
        expect(alone.every(({ mark }) => mark === 'same')).toBe(true);
        expect(headers.filter(({ left: value }) => value !== null)).toHaveLength(alone.length);
        const swapped = compareLetters(right!, left!).headers;
        expect(swapped.filter(({ mark }) => mark === 'same').length).toBe(
          headers.filter(({ mark }) => mark === 'same').length,
        );
      }),
    );
  });
});

describe('bodies', () => {
  test('JSON is compared as it is laid out, in the characters that were sent; keys keep their order', () => {
    const long = '"note":"a text that is too long for one line of its own, so that it breaks"';
    const { kind, pairs } = compare(
      `{"a":1,${long},"ledger":9007199254740993}`,
      `{"a":1.0,${long},"ledger":9007199254740993,"new":true}`,
    );
    expect(kind).toBe('json');
    expect(say(pairs)).toEqual([
      ' {|{',
      '~  "a": 1,|  "a": 1.0,',
      ` ${'  '}${long.replace(':', ': ')},|${'  '}${long.replace(':', ': ')},`,
      // The comma that the next member gives it is no difference.
      '   "ledger": 9007199254740993|  "ledger": 9007199254740993,',
      '+|  "new": true',
      ' }|}',
    ]);
  });

  test('text by lines, bytes by sixteen; one that is text makes text of both, one that is binary bytes', () => {
    expect(say(compare('one\ntwo\nthree', 'one\nthree\nfour').pairs)).toEqual([
      ' one|one',
      '-two|',
      ' three|three',
      '+|four',
    ]);
    expect(compare('{"a":1}', 'plain').kind).toBe('text');
    const bytes = new Uint8Array(40).map((_, at) => (at * 7) % 32);
    const { kind, pairs } = compareBodies(body(bytes), body('plain'));
    expect(kind).toBe('hex');
    expect(pairs).toHaveLength(3);
    expect(pairs[0]!.right!.text).toMatch(/^70 6c 61 69 6e .* plain$/);
  });

  test('an empty body has no line', () => {
    expect(compare('', '')).toEqual({ kind: 'text', pairs: [], isSameBytes: true, firstLines: null });
    const { kind, pairs } = compare('', '{"a":1}');
    expect(kind).toBe('json');
    expect(say(pairs)).toEqual(['+|{ "a": 1 }']);
  });

  test('the same bytes are said to be, and what only reads alike is not', () => {
    expect(compare('{"a":1}', '{"a":1}').isSameBytes).toBe(true);
    const spaced = compare('{"a":1}', '{ "a" : 1 }');
    expect(spaced.isSameBytes).toBe(false);
    expect(spaced.pairs.every(({ mark }) => mark === 'same')).toBe(true);
    // More may follow.
    expect(compareBodies(body('x'), body('x', { isWhole: false })).isSameBytes).toBe(false);
  });

  test('too different, or too long: only their first lines are compared, and it says so', () => {
    const lines = (word: string, many: number) =>
      Array.from({ length: many }, (_, at) => `${word}${at}`).join('\n');
    const different = compare(lines('a', 3000), lines('b', 3000));
    expect(different.firstLines).toBe(500);
    expect(different.pairs).toHaveLength(500);
    const long = compare(lines('a', 20_010), lines('a', 20_010));
    expect(long.firstLines).toBe(20_000);
    expect(long.pairs.every(({ mark }) => mark === 'same')).toBe(true);
    const deep = body('['.repeat(300_000), { isWhole: false, contentType: 'application/json' });
    expect(compareBodies(deep, deep)).toMatchObject({ kind: 'json', firstLines: 20_000 });
  });

  test('any two bodies: each line stands once on its side, in its order', () => {
    const json = fc.json({ maxDepth: 5 });
    const text = fc
      .array(fc.constantFrom('a', 'b', '', '{', '\r', '\0'), { maxLength: 30 })
      .map((all) => all.join('\n'));
    const bodies = fc.oneof(
      json.map((one) => body(one)),
      text.map((one) => body(one)),
      fc.uint8Array({ maxLength: 200 }).map((one) => body(one)),
      fc
        .string({ unit: 'binary' })
        .map((one) => body(one, { isWhole: false, contentType: 'application/json' })),
    );
    fc.assert(
      fc.property(bodies, bodies, (left, right) => {
        const { pairs } = compareBodies(left, right);
        for (const side of ['left', 'right'] as const) {
          const places = pairs.flatMap((pair) => pair[side]?.at ?? []);
          expect(places).toEqual(places.map((_, at) => at));
        }
        const itself = compareBodies(left, left);
        expect(itself.pairs.every(({ mark }) => mark === 'same')).toBe(true);
        expect(foldPairs(pairs).flatMap((stretch) => stretch.pairs)).toEqual(pairs);
        expect(
          foldPairs(pairs).every((one) => !one.isFolded || one.pairs.every(({ mark }) => mark === 'same')),
        ).toBe(true);
      }),
    );
  });
});

describe('what is shown', () => {
  test('long equal stretches are folded, but for the lines around a difference', () => {
    const lines = Array.from({ length: 30 }, (_, at) => `line ${at}`);
    const { pairs } = compare(lines.join('\n'), lines.with(15, 'other').join('\n'));
    expect(foldPairs(pairs).map(({ isFolded, pairs: some }) => [isFolded, some.length])).toEqual([
      [true, 12],
      [false, 7],
      [true, 11],
    ]);
    expect(foldPairs(pairs.slice(9, 20)).map(({ isFolded }) => isFolded)).toEqual([false]);
    expect(foldPairs([])).toEqual([]);
    expect([0, 1, 2, 9].map((many) => countStretches(foldPairs(pairs), many, 500))).toEqual([0, 1, 2, 3]);
  });

  test('of two texts: what both begin and end with, and what is their own', () => {
    expect(findDifference('order 17 placed', 'order 42 placed')).toEqual([
      { before: 'order ', own: '17', after: ' placed' },
      { before: 'order ', own: '42', after: ' placed' },
    ]);
    expect(findDifference('aa', 'aaa')[1]).toEqual({ before: 'aa', own: 'a', after: '' });
    const [left] = findDifference(
      `${'x'.repeat(1000)}1${'y'.repeat(1000)}`,
      `${'x'.repeat(1000)}2${'y'.repeat(1000)}`,
    );
    expect(left).toEqual({ before: `…${'x'.repeat(80)}`, own: '1', after: `${'y'.repeat(80)}…` });
    expect(cutLong('z'.repeat(500))).toBe(`${'z'.repeat(400)}…`);
    expect([' \t\r', 'a b', ''].map(showBlanks)).toEqual(['·→␍', 'a b', '']);
  });

  test('no character is cut in two, and short texts are shown whole', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(texts, texts, texts, texts, (before, one, other, after) => {
        const [left, right] = [before + one + after, before + other + after];
        const parts = findDifference(left, right);
        for (const [at, whole] of [left, right].entries()) {
          const { before: front, own, after: end } = parts[at]!;
          for (const part of [front, own, end]) expect(part).not.toMatch(/\p{Cs}/u);
          if (whole.length <= 80) expect(front + own + end).toBe(whole);
        }
      }),
    );
    const smiles = '😀'.repeat(300);
    for (const { before, own, after } of findDifference(`${smiles}a${smiles}`, `${smiles}😁${smiles}`))
      expect(before + own + after).not.toMatch(/\p{Cs}/u);
  });
});
