// Letters of one cause have one key, whatever their numbers, ids, values and lines.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causeOf, keyOf, sayCause, type Caused } from '#lib/domain/failure-group.ts';
import { namePatternOf, patternOf } from '#lib/domain/message-pattern.ts';

const table: [message: string, pattern: string][] = [
  ['Card 4711 declined', 'Card # declined'],
  ['Order order-4711 not found', 'Order order-# not found'],
  ['Timeout after 30000ms', 'Timeout after #ms'],
  ['took 1,204.50 s, at most 1.', 'took # s, at most #.'],
  ['expected -5, got +3.25e-7', 'expected #, got #'],
  ['No row 1b4e28ba-2fa1-11d2-883f-0016d3cca427 in orders', 'No row # in orders'],
  ['document 507f1f77bcf86cd799439011 is stale', 'document # is stale'],
  ['at 0x7ffee4c0a1b8', 'at #'],
  ['charge ch_3MmlLrLkdIwHu7ix0snN0B15 failed', 'charge ch_# failed'],
  ['id 01ARZ3NDEKTSV4RRFFQ69G5FAV', 'id #'],
  ['commit a1b2c3d', 'commit #'],
  ['connect ECONNREFUSED 10.0.0.1:5432', 'connect ECONNREFUSED #'],
  ['connect ETIMEDOUT 2001:db8::8a2e:370:7334', 'connect ETIMEDOUT #'],
  ['no route to ::1', 'no route to #'],
  ['mail to ada.lovelace+shop@mail.example.com bounced', 'mail to # bounced'],
  ['GET https://api.example.com/v1/users/12?x=1 failed', 'GET # failed'],
  ['See http://example.com/help.', 'See #.'],
  ['/orders/4711/items/ab12cd34 is gone', '/orders/#/items/# is gone'],
  ['Undefined index \'customer_name\' of "cart"', 'Undefined index \'#\' of "#"'],
  ["can't read the user's cart", "can't read the user's cart"],
  ['type “a b” is not «c»', 'type “#” is not «#»'],
  ['column `total` is empty', 'column `#` is empty'],
  ["one of 'a', 'b', 'c'", "one of '#'"],
  ['ids [1, 2, 3]', 'ids [#]'],
  ['expired at 2026-11-21T10:00:00.123Z', 'expired at #'],
  ['expired at 2026-11-21 10:00:00+01:00 already', 'expired at # already'],
  ['on 2026-11-21', 'on #'],
  ['Date: Sat, 21 Nov 2026 10:00:00 GMT', 'Date: #'],
  ['since Nov 3, 2026 10:00', 'since #'],
  ['since Nov 3 10:00:12 on', 'since # on'],
  ['12 may fail, 4712 may too, of 3 decks', '# may fail, # may too, of # decks'],
  ['at 10:30:15', 'at #'],
  ['App\\Order::total() of Abc::Def', 'App\\Order::total() of Abc::Def'],
  ['  two\n  lines ', 'two lines'],
  ['Zahlung von Ärger fehlgeschlagen', 'Zahlung von Ärger fehlgeschlagen'],
  ['you may march in', 'you may march in'],
  ['', ''],
];

describe('the pattern of a message', () => {
  test.each(table)('%s', (message, pattern) => expect(patternOf(message)).toBe(pattern));

  const word = fc.constantFrom(
    'order',
    'could not',
    'be found:',
    'for customer',
    '(',
    ')',
    'in',
    'queue',
    '=',
  );
  const pair = <T>(value: fc.Arbitrary<T>) => fc.tuple(value, value);
  const hex = fc.stringMatching(/^[0-9a-f]{8,40}$/);
  const slot = fc.oneof(
    pair(fc.nat().map(String)),
    pair(fc.uuid()),
    pair(hex),
    pair(fc.ipV4()),
    pair(
      fc
        .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
        .map((at) => at.toISOString()),
    ),
    pair(fc.stringMatching(/^[a-z 0-9.:]{0,40}$/).map((value) => `"${value}"`)),
    pair(fc.stringMatching(/^[a-z0-9]{1,12}$/).map((name) => `${name}@example.com`)),
    pair(fc.nat().map((id) => `https://example.com/orders/${id}`)),
    pair(fc.nat().map((id) => `/orders/${id}/lines`)),
  );

  test('is the same for other numbers, ids, values, addresses and times', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, slot), { maxLength: 12 }), (parts) => {
        const say = (side: 0 | 1) => parts.map(([text, values]) => `${text} ${values[side]}`).join(' ');
        expect(patternOf(say(0))).toBe(patternOf(say(1)));
      }),
      { numRuns: 2000 },
    );
  });

  test('is short, on one line, and its own pattern, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 600 }), fc.string({ maxLength: 600 })),
        (text) => {
          const pattern = patternOf(text);
          expect(pattern.length).toBeLessThanOrEqual(300);
          expect(pattern).not.toMatch(/[\n\r]/);
          expect(pattern).not.toMatch(/\d/);
        },
      ),
    );
  });

  test.each(["' a", '" ', 'a@', 'a.', '1:', 'ab1', '://a', 'Nov 1 ', '#,', 'é', '2026-11-', '«'])(
    'of a million times %j takes a moment',
    (piece) => {
      const startedAt = performance.now();
      patternOf(piece.repeat(1_000_000));
      expect(performance.now() - startedAt).toBeLessThan(300);
    },
  );
});

test('names lose what a build or a deploy puts into them', () => {
  expect(namePatternOf('/srv/releases/20261121093011/app/Pay.php')).toBe('/srv/releases/#/app/Pay.php');
  expect(namePatternOf('Pay$$EnhancerBySpring$$a1b2c3d4.charge')).toBe('Pay$$EnhancerBySpring$$#.charge');
  expect(namePatternOf('lambda$run$7')).toBe('lambda$run$#');
  expect(namePatternOf('src/step2.ts')).toBe('src/step2.ts');
});

describe('the cause of a letter', () => {
  const stack = (line: number, id: number) =>
    `com.shop.CardDeclined: Card ${id} declined
\tat org.springframework.amqp.Listener.invoke(Listener.java:12)
\tat com.shop.billing.Charge.run(Charge.java:${line})
\tat com.shop.billing.Main.main(Main.java:7)`;
  const letter = (line: number, id: number): Caused => ({
    sourceQueue: 'orders.billing',
    reason: 'rejected',
    errorType: 'com.shop.CardDeclined',
    errorMessage: `Card ${id} declined`,
    errorStack: stack(line, id),
  });
  const key = (caused: Caused) => keyOf(causeOf(caused));

  test('is where the own code went wrong, whatever its line', () => {
    expect(causeOf(letter(31, 4711))).toEqual({
      sourceQueue: 'orders.billing',
      reason: 'rejected',
      errorType: 'com.shop.CardDeclined',
      pattern: 'Card # declined',
      file: 'Charge.java',
      function: 'com.shop.billing.Charge.run',
    });
    expect(key(letter(31, 4711))).toBe(key(letter(58, 12)));
    expect(sayCause(causeOf(letter(31, 4711)))).toBe('CardDeclined: Card # declined');
  });

  test('is another one in another queue, for another reason, type, message or place', () => {
    const one = letter(31, 4711);
    const others: Caused[] = [
      { ...one, sourceQueue: 'orders.mail' },
      { ...one, sourceQueue: null },
      { ...one, reason: 'expired' },
      { ...one, errorType: 'com.shop.CardExpired' },
      { ...one, errorMessage: 'Card 4711 expired' },
      { ...one, errorStack: stack(31, 1).replaceAll('Charge', 'Refund') },
      { ...one, errorStack: null },
    ];
    expect(new Set([one, ...others].map(key)).size).toBe(others.length + 1);
  });

  test('without an error is its reason', () => {
    const none = { errorType: null, errorMessage: null, errorStack: null };
    const expired = causeOf({ sourceQueue: 'orders.billing', reason: 'expired', ...none });
    expect(sayCause(expired)).toBe('No consumer took it in time');
    expect(sayCause(causeOf({ sourceQueue: null, reason: null, ...none }))).toBe(
      'Reason unknown: no x-death header',
    );
    expect(sayCause(causeOf({ sourceQueue: 'a', reason: 'rejected', ...none, errorType: 'Boom' }))).toBe(
      'Boom',
    );
  });

  test('is found for any text', () => {
    const text = fc.option(fc.string({ unit: 'binary', maxLength: 300 }));
    fc.assert(
      fc.property(
        fc.record({ sourceQueue: text, reason: text, errorType: text, errorMessage: text, errorStack: text }),
        (caused) => {
          const cause = causeOf(caused);
          expect(`${cause.pattern}${cause.file}${cause.function}`).not.toMatch(
            /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])/,
          );
          expect(sayCause(cause).length).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
