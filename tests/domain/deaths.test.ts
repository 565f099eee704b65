import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countDeaths, findOrigin, readDeaths } from '#lib/domain/deaths.ts';
import { decode } from '#lib/domain/decode.ts';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { deathIn, deaths, delivery, text } from '#tests/letters.ts';
import { entry, joinBytes, sized, uint, utf8 } from '#tests/wire.ts';

function originOf(table: Uint8Array) {
  const headers = readFieldTable(table);
  return findOrigin(headers, readDeaths(headers));
}

describe('the origin', () => {
  test('is where the consumer rejected it, not the delay queue it waited in since', () => {
    const table = deaths(
      ['orders.stock.retry', { reason: 'expired', exchange: 'retry', routingKey: 'orders.stock', count: 2 }],
      ['orders.stock', { reason: 'rejected', count: 3 }],
    );
    expect(originOf(table)).toEqual({
      sourceQueue: 'orders.stock',
      exchange: 'orders',
      routingKey: 'order.placed',
      reason: 'rejected',
    });
  });

  test('of a letter that only expired is the queue nobody listened to', () => {
    const table = deaths(
      ['delay_messages__5000', { reason: 'expired', exchange: 'delays', routingKey: 'x' }],
      ['payment.done.shipping', { reason: 'expired', exchange: 'event', routingKey: 'payment.done' }],
    );
    expect(originOf(table)).toMatchObject({
      sourceQueue: 'payment.done.shipping',
      exchange: 'event',
      reason: 'expired',
    });
  });

  test('may be the default exchange', () => {
    expect(originOf(deathIn('mail.send', { exchange: '', routingKey: 'mail.send' }))).toMatchObject({
      exchange: '',
      routingKey: 'mail.send',
    });
  });

  test('is unknown when its names cannot be names', () => {
    expect(originOf(deathIn('q', { exchange: 'x'.repeat(256) })).exchange).toBeNull();
    const notUtf8 = entry(
      'x-death',
      'A',
      sized(
        joinBytes(
          utf8('F'),
          sized(entry('routing-keys', 'A', sized(joinBytes(utf8('S'), sized(Uint8Array.from([0xff])))))),
        ),
      ),
    );
    expect(originOf(notUtf8)).toMatchObject({ exchange: null, routingKey: null });
  });
});

test('deaths are the sum of all counts, and stay within an integer', () => {
  const table = deaths(['a', { count: 3 }], ['b', { count: 4 }]);
  expect(countDeaths(readDeaths(readFieldTable(table)))).toBe(7);
  const huge = entry(
    'x-death',
    'A',
    sized(joinBytes(utf8('F'), sized(entry('count', 'l', uint(8, 2n ** 53n - 1n))))),
  );
  expect(countDeaths(readDeaths(readFieldTable(huge)))).toBe(2 ** 31 - 1);
});

test('an x-death that is no list of tables is no death', () => {
  for (const table of [
    text('x-death', 'rejected'),
    entry('x-death', 'A', sized(joinBytes(utf8('S'), sized('x')))),
    entry('x-death', 'V'),
  ]) {
    expect(readDeaths(readFieldTable(table))).toEqual([]);
  }
});

describe('decode', () => {
  test("reads Spring's exception: type from the stack, message from its header", () => {
    const stack =
      'com.shop.billing.CardDeclinedException: Do not honour (05)\n\tat com.shop.Acquirer.charge(Acquirer.java:88)';
    const headers = joinBytes(
      text('x-exception-stacktrace', stack),
      text('x-exception-message', 'Do not honour (05)'),
    );
    expect(decode(delivery({ headers }))).toMatchObject({
      errorType: 'com.shop.billing.CardDeclinedException',
      errorMessage: 'Do not honour (05)',
      errorStack: stack,
    });
  });

  test('never throws and never gives text that Postgres refuses', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ maxLength: 200 }), (table, body) => {
        const derived = decode({ ...delivery({ body }), propertyBytes: joinBytes([0x20, 0], sized(table)) });
        for (const value of Object.values(derived)) {
          if (typeof value === 'string')
            expect(value.includes('\0') || /[\uD800-\uDBFF](?![\uDC00-\uDFFF])/.test(value)).toBe(false);
        }
      }),
    );
  });
});
