// Queries made at random, for tests: any tree that can be written, with values drawn from given ones.
import * as fc from 'fast-check';
import { letterStatuses } from '#lib/domain/dead-letter.ts';
import { outcomes, type NameKey } from '#lib/domain/query/keys.ts';
import type { Condition, Pattern, Query } from '#lib/domain/query/tree.ts';

export type Values = {
  names: Record<NameKey, fc.Arbitrary<string>>;
  errors: fc.Arbitrary<string>;
  texts: fc.Arbitrary<string>;
  headers: fc.Arbitrary<[name: string, value: string]>;
  bodies: fc.Arbitrary<[path: string[], value: string]>;
  /** In milliseconds: those of the letters. */
  times: fc.Arbitrary<number>;
};

/** The value itself, or with some of it left to wildcards. */
export function anyPattern(values: fc.Arbitrary<string>): fc.Arbitrary<Pattern> {
  const cut = fc.tuple(values, fc.nat(8), fc.nat(8)).map(([value, from, length]) => {
    const characters = [...value];
    return [characters.slice(0, from).join(''), characters.slice(from + length).join('')];
  });
  return fc.oneof(
    { weight: 3, arbitrary: values.map((value) => [value]) },
    { weight: 2, arbitrary: cut },
    values.map((value) => ['', value, ''].filter((piece, at) => piece !== '' || at !== 1)),
    fc.constant(['', '']),
  );
}

function anyCondition(values: Values): fc.Arbitrary<Condition> {
  const names = Object.entries(values.names).map(([key, value]) =>
    anyPattern(value).map((pattern): Condition => ({ kind: 'name', key: key as NameKey, pattern })),
  );
  return fc.oneof(
    ...names,
    values.texts.map((text): Condition => ({ kind: 'text', text })),
    anyPattern(values.errors).map((pattern): Condition => ({ kind: 'error', pattern })),
    fc.constantFrom(...letterStatuses).map((status): Condition => ({ kind: 'status', status })),
    fc.constantFrom(...outcomes).map((outcome): Condition => ({ kind: 'outcome', outcome })),
    fc.record({
      kind: fc.constant('count' as const),
      key: fc.constantFrom('replays' as const, 'deaths' as const),
      is: fc.constantFrom('=' as const, '>' as const, '<' as const, '>=' as const, '<=' as const),
      count: fc.nat(5),
    }),
    fc.record({
      kind: fc.constant('count' as const),
      key: fc.constant('size' as const),
      is: fc.constantFrom('>' as const, '<' as const, '>=' as const, '<=' as const),
      count: fc.oneof(fc.nat(200), fc.constantFrom(1024, 20 * 1024, 1024 ** 2, 1536)),
    }),
    fc.record({
      kind: fc.constant('time' as const),
      key: fc.constantFrom('after' as const, 'before' as const),
      moment: fc.oneof(
        values.times.map((at) => ({ at })),
        fc.integer({ min: 0, max: 2_000_000 }).map((seconds) => ({ ago: seconds * 1000 })),
      ),
    }),
    values.headers.chain(([name, value]) =>
      anyPattern(fc.constant(value)).map((pattern): Condition => ({ kind: 'header', name, pattern })),
    ),
    values.bodies.chain(([path, value]) =>
      anyPattern(fc.constant(value)).map((pattern): Condition => ({ kind: 'body', path, pattern })),
    ),
  );
}

export function anyQuery(values: Values): fc.Arbitrary<Query> {
  return fc.letrec<{ query: Query }>((tie) => ({
    query: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      anyCondition(values),
      tie('query').map((of): Query => ({ kind: 'not', of })),
      fc
        .tuple(
          fc.constantFrom('all' as const, 'any' as const),
          fc.array(tie('query'), { minLength: 2, maxLength: 3 }),
        )
        .map(([kind, of]): Query => ({ kind, of }) as Query),
    ),
  })).query;
}
