// x-death in words.
import { expect, test } from 'vitest';
import { sayDeaths } from '#lib/domain/death-words.ts';
import type { Death } from '#lib/domain/dead-letter.ts';

const death = (told: Partial<Death>): Death => ({
  queue: 'orders',
  reason: 'rejected',
  count: 1,
  exchange: '',
  routingKeys: [],
  firstDiedAt: null,
  originalExpiration: null,
  ...told,
});

test('each reason has its sentence, oldest first', () => {
  expect(
    sayDeaths([
      death({ reason: 'delivery_limit' }),
      death({ reason: 'maxlen' }),
      death({ reason: 'expired', queue: 'orders.retry', originalExpiration: '60000', count: 3 }),
      death({ reason: 'expired', queue: 'orders.wait' }),
      death({}),
    ]),
  ).toEqual([
    'was rejected by a consumer of orders',
    'waited in orders.wait until the queue’s own time to live ran out',
    'waited 1 min in orders.retry and nobody took it, 3 times',
    'was dropped by orders, which was full (maxlen)',
    'was returned to orders more often than its delivery limit allows',
  ]);
});

test('what nobody knows is told as it came, and a long story is counted', () => {
  expect(sayDeaths([death({ reason: '', queue: '' }), death({ reason: 'odd' })])).toEqual([
    'died in orders: odd',
    'died in a queue that is not named, for a reason that is not told',
  ]);
  const long = sayDeaths(Array.from({ length: 30 }, () => death({})));
  expect(long).toHaveLength(21);
  expect(long[0]).toBe('had 10 older deaths');
});
