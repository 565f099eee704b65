// Arbitrary header tables as bytes, with what a reader must show of them: every field type at its ends, odd names, nesting.
import fc from 'fast-check';
import type { Header, HeaderValue } from '#lib/domain/dead-letter.ts';
import { double, entry, float, joinBytes, sized, uint, utf8 } from './wire.ts';

/** `isTaken`: RabbitMQ can read it. */
export type WireValue = { tag: string; bytes: Uint8Array; shown: HeaderValue; isTaken: boolean };
export type WireEntry = { name: Uint8Array; value: WireValue };

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const ends = [0n, 5n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];
const longs = fc.oneof(fc.constantFrom(...ends), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
const oddNumbers = [0, -0, 0.1, Number.NaN, Infinity, -Infinity, 5e-324, -Number.MAX_VALUE];
const numbers = fc.oneof(fc.constantFrom(...oddNumbers), fc.double());
const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '\0', '\uFEFFa', '__proto__', 'x-death'),
);
const bytes = fc.uint8Array({ maxLength: 20 });

/** Strict as Postgres and people need it: what is no UTF-8 is shown as base64. */
function showText(content: Uint8Array): HeaderValue {
  const value = Buffer.from(content).toString('utf8');
  return Buffer.compare(Buffer.from(value), content) === 0
    ? { type: 'longstr', value }
    : { type: 'longstr', value: base64(content), encoding: 'base64' };
}

function integer(tag: string, size: number, type: HeaderValue['type'], isSigned: boolean) {
  const bits = 8 * size;
  return longs.map((any) => {
    const value = isSigned ? BigInt.asIntN(bits, any) : BigInt.asUintN(bits, any);
    return wire(tag, uint(size, value), type, size === 8 ? `${value}` : Number(value));
  });
}

const sayNumber = (value: number) =>
  Object.is(value, -0) ? '-0' : Number.isFinite(value) ? value : `${value}`;

const scalars: fc.Arbitrary<WireValue> = fc.oneof(
  fc.nat(255).map((value) => wire('t', [value], 'boolean', value !== 0)),
  integer('b', 1, 'int8', true),
  integer('B', 1, 'uint8', false),
  integer('s', 2, 'int16', true),
  integer('u', 2, 'uint16', false),
  integer('I', 4, 'int32', true),
  integer('i', 4, 'uint32', false),
  integer('l', 8, 'int64', true),
  integer('L', 8, 'int64', true),
  integer('T', 8, 'timestamp', false),
  numbers.map((value) => ({
    ...wire('d', double(value), 'double', sayNumber(value)),
    isTaken: Number.isFinite(value),
  })),
  numbers.map((value) => ({
    ...wire('f', float(value), 'float', sayNumber(Math.fround(value))),
    isTaken: Number.isFinite(Math.fround(value)),
  })),
  fc.tuple(fc.nat(255), longs).map(([places, any]) => {
    const digits = BigInt.asUintN(32, any);
    return wire('D', joinBytes([places], uint(4, digits)), 'decimal', sayDecimal(places, digits));
  }),
  fc.oneof(texts.map(utf8), bytes).map((content) => ({
    ...wire('S', sized(content), 'longstr', ''),
    shown: showText(content),
  })),
  bytes.map((content) => wire('x', sized(content), 'bytes', base64(content))),
  fc.constant(wire('V', [], 'void', null)),
);

export const names = fc.oneof(
  texts.map(utf8).filter((name) => name.length < 256),
  fc.uint8Array({ maxLength: 12 }),
  fc.uint8Array({ minLength: 255, maxLength: 255 }),
  fc.constantFrom('', '__proto__', 'constructor', 'twice', 'twice', 'x-death').map(utf8),
);

const { value } = fc.letrec<{ value: WireValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalars,
    fc.array(tie('value'), { maxLength: 4 }).map((items) => ({
      ...wire(
        'A',
        sized(joinBytes(...items.map((item) => joinBytes(utf8(item.tag), item.bytes)))),
        'array',
        items.map(({ shown }) => shown),
      ),
      isTaken: items.every(({ isTaken }) => isTaken),
    })),
    fc.array(fc.record({ name: names, value: tie('value') }), { maxLength: 4 }).map((entries) => ({
      ...wire('F', sized(writeTable(entries)), 'table', showTable(entries)),
      isTaken: entries.every((one) => one.value.isTaken),
    })),
  ),
}));
export const values = value;
export const tables: fc.Arbitrary<WireEntry[]> = fc.array(fc.record({ name: names, value }), {
  maxLength: 8,
});

/** A tag that nobody knows, alone or within a table or an array. */
export const unknownValues: fc.Arbitrary<WireValue> = fc
  .tuple(fc.nat(255), bytes)
  .map(([code, content]) => ({ tag: String.fromCharCode(code), content }))
  .filter(({ tag }) => !'tbBsuIilLfdDSxAFVT'.includes(tag))
  .chain(({ tag, content }) => {
    const tagged = Uint8Array.of(tag.charCodeAt(0), ...content);
    const inside = joinBytes([0], tagged);
    return fc.constantFrom(
      { ...wire(tag, content, 'unknown', base64(tagged)), isTaken: false },
      { ...wire('A', sized(tagged), 'array', []), isTaken: false },
      { ...wire('F', sized(inside), 'table', []), isTaken: false },
    );
  });

export function writeTable(entries: readonly WireEntry[]): Uint8Array {
  return joinBytes(
    ...entries.map(({ name, value: { tag, bytes: content } }) =>
      entry(name, '', joinBytes([tag.charCodeAt(0)], content)),
    ),
  );
}

export function showTable(entries: readonly WireEntry[]): Header[] {
  return entries.map(({ name, value: { shown } }) => ({
    name: Buffer.from(name).toString('utf8'),
    ...shown,
  }));
}

function wire(
  tag: string,
  content: Uint8Array | number[],
  type: HeaderValue['type'],
  shown: unknown,
): WireValue {
  return { tag, bytes: Uint8Array.from(content), shown: { type, value: shown }, isTaken: true };
}

function sayDecimal(places: number, digits: bigint): string {
  const text = `${digits}`.padStart(places + 1, '0');
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
}
