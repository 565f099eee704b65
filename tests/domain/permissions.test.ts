// Who may what, by role and by patterns of queues.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Visitor } from '#lib/domain/actor.ts';
import { coversQueue, hasRole, isEveryQueue, mayAct, maySee } from '#lib/domain/permissions.ts';
import { person } from '#tests/letters.ts';

const as = (given: Partial<Visitor>) => ({ ...person, ...given }) as Visitor;

test('patterns give, and those with a minus take out again', () => {
  const cases: [patterns: string[], queue: string, covered: boolean][] = [
    [['*'], 'orders.billing', true],
    [['orders.*'], 'orders.billing', true],
    [['orders.*'], 'orders', false],
    [['orders.*'], 'my.orders.billing', false],
    [['*.dead'], 'orders.dead', true],
    [['*.dead'], 'orders.dead.old', false],
    [['a*b*c'], 'abc', true],
    [['a*b*c'], 'axxbyyc', true],
    [['a*b*c'], 'acb', false],
    [['a*a'], 'a', false],
    [['orders', 'mail'], 'mail', true],
    [['Orders'], 'orders', false],
    [['o_ders', 'o%'], 'orders', false],
    [['.*'], 'orders', false],
    [['*', '-payments.*'], 'payments.card', false],
    [['*', '-payments.*'], 'orders', true],
    [['payments.*', '-payments.card'], 'payments.iban', true],
    [['-payments.*'], 'orders', false],
    [[], 'orders', false],
  ];
  for (const [patterns, queue, covered] of cases)
    expect(coversQueue(patterns, queue), `${patterns.join(',')} ${queue}`).toBe(covered);
});

test('a letter whose source is unknown is for who may see every queue', () => {
  expect(coversQueue(['*'], null)).toBe(true);
  expect(coversQueue(['*', '-payments.*'], null)).toBe(false);
  expect(coversQueue(['orders.*', '*x*'], null)).toBe(false);
});

test('the same is covered by the words as by a regular expression', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(pattern, word, (given, queue) => {
      const meant = new RegExp(`^${given.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
      return isEveryQueue([given]) || coversQueue([given], queue) === meant.test(queue);
    }),
  );
});

test('acting wants a role, and both what may be seen and what may be acted on', () => {
  const orders = { seeQueues: ['orders.*'], actQueues: ['*'] };
  expect(mayAct(as({ role: 'viewer' }), 'orders.billing')).toBe(false);
  expect(mayAct(as({ role: 'operator' }), 'orders.billing')).toBe(true);
  expect(mayAct(as({ role: 'operator', ...orders }), 'orders.billing')).toBe(true);
  expect(mayAct(as({ role: 'operator', ...orders }), 'payments.card')).toBe(false);
  expect(mayAct(as({ role: 'administrator', actQueues: ['orders.*'] }), 'payments.card')).toBe(false);
  expect(maySee(as({ role: 'viewer', ...orders }), 'orders.billing')).toBe(true);
});

test('each role has what those below it have', () => {
  const table = {
    viewer: ['viewer'],
    operator: ['viewer', 'operator'],
    administrator: ['viewer', 'operator', 'administrator'],
  } as const;
  for (const role of ['viewer', 'operator', 'administrator'] as const)
    expect(
      (['viewer', 'operator', 'administrator'] as const).filter((one) => hasRole(as({ role }), one)),
    ).toEqual(table[role]);
});
