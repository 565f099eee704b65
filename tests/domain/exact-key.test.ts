// Where letters go back to whose routing key no text can hold.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode } from '#lib/domain/decode.ts';
import { findExactRoutingKey } from '#lib/domain/exact-key.ts';
import { delivery, text } from '#tests/letters.ts';
import { anyProperties } from '#tests/any-bytes.ts';
import { entry, joinBytes, properties, sized, utf8 } from '#tests/wire.ts';

const named = (name: string, bytes: Uint8Array) => entry(name, 'S', sized(bytes));
const death = (reason: string, exchange: Uint8Array | null, key: Uint8Array) =>
  joinBytes(
    utf8('F'),
    sized(
      joinBytes(
        text('reason', reason),
        text('queue', 'orders.billing'),
        exchange ? named('exchange', exchange) : new Uint8Array(),
        entry('routing-keys', 'A', sized(joinBytes(utf8('S'), sized(key), utf8('S'), sized('and a CC')))),
      ),
    ),
  );
const died = (...deaths: Uint8Array[]) =>
  properties({ headers: sized(entry('x-death', 'A', sized(joinBytes(...deaths)))) });

test('any routing key comes back as its bytes, from the death that says where the letter belongs', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 255 }), (key) => {
      const propertyBytes = died(
        death('expired', utf8('delay'), utf8('x')),
        death('rejected', utf8('orders'), key),
      );
      const { exchange, routingKey } = decode({ ...delivery(), propertyBytes });
      expect(exchange).toBe('orders');
      const found = findExactRoutingKey(routingKey!, propertyBytes);
      expect(typeof found === 'string' ? utf8(found) : found).toEqual(key);
    }),
  );
});

test('an exchange that is no text or is not named, and a key that is none, are no origin', () => {
  const unknown = { exchange: null, routingKey: null };
  const originOf = (one: Uint8Array) => decode({ ...delivery(), propertyBytes: died(one) });
  expect(originOf(death('rejected', Uint8Array.of(0xff), utf8('k')))).toMatchObject(unknown);
  expect(originOf(death('rejected', utf8('a\0b'), utf8('k')))).toMatchObject(unknown);
  // n.b. Not the default exchange, though its name is empty.
  expect(originOf(death('rejected', null, utf8('k')))).toMatchObject(unknown);
  expect(originOf(death('rejected', utf8('orders'), new Uint8Array(256)))).toMatchObject(unknown);
});

test('a text that a person named, and one that the letter does not tell, stay as they are', () => {
  expect(findExactRoutingKey('a\uFFFD', died(death('rejected', utf8('orders'), utf8('b'))))).toBe('a\uFFFD');
  expect(findExactRoutingKey('a\u2400', properties({}))).toBe('a\u2400');
});

test('whatever the bytes, it never throws', () => {
  fc.assert(
    fc.property(anyProperties, (bytes) => {
      findExactRoutingKey('\uFFFD', bytes);
    }),
    { numRuns: 2000 },
  );
});
