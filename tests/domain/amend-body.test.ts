// A body is changed in the one value that was asked for, and nowhere else.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amendBody, sayBodyChange } from '#lib/domain/amend-body.ts';
import { setInJson } from '#lib/domain/conventions/set-in-json.ts';
import { envelope } from './php-envelope.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const amend = (convention: string, text: string) => {
  const amended = amendBody(convention, utf8(text));
  return amended === null ? null : new TextDecoder().decode(amended.body);
};

describe('a body', () => {
  test('of Dramatiq begins anew; every other character stays', () => {
    expect(
      amend(
        'Dramatiq',
        '{"retries": 9,\n "options" : {"a":{"retries":5},"retries" : 3, "x":9007199254740993}}',
      ),
    ).toBe('{"retries": 9,\n "options" : {"a":{"retries":5},"retries" : 0, "x":9007199254740993}}');
    expect(sayBodyChange('Dramatiq', utf8('{"options":{"retries":3}}'))).toBe(
      'options.retries set to 0 in the body',
    );
  });

  test('of Messenger, serialized by PHP, loses the stamps of its failure, and nothing else', () => {
    const message = { class: 'App\\Charge', fields: { order: 1, note: 'Jürgen\'s "note"' } };
    const kept = { BusNameStamp: [{ busName: 'orders' }] };
    const spent = {
      RedeliveryStamp: [{ retryCount: 1 }, { retryCount: 0 }],
      ErrorDetailsStamp: [{ exceptionMessage: 'no; "stock" }' }],
      SentToFailureTransportStamp: [{ originalReceiverName: 'async' }],
    };
    const name = 'Symfony Messenger (PhpSerializer)';
    expect(amend(name, envelope({ ...spent, ...kept }, message))).toBe(envelope(kept, message));
    expect(amend(name, envelope(kept, message))).toBeNull();
    // What is taken out would shift what a reference points to.
    const referring = envelope({ ...spent, ...kept }, message).replace(
      String.raw`order\";i:1;`,
      String.raw`order\";r:1;`,
    );
    expect(amend(name, referring)).toBeNull();
  });

  test('of Laravel has no end any more', () => {
    expect(amend('Laravel', '{"displayName":"retryUntil","retryUntil":1790000000}')).toBe(
      '{"displayName":"retryUntil","retryUntil":null}',
    );
  });

  test('with a byte order mark keeps it; of equal keys the last one is changed', () => {
    expect(amendBody('Laravel', utf8('\uFEFF{"retryUntil":1}'))?.body).toEqual(
      utf8('\uFEFF{"retryUntil":null}'),
    );
    expect(amend('Laravel', '{"retryUntil":1,"retryUntil":2}')).toBe('{"retryUntil":1,"retryUntil":null}');
  });

  test('that says nothing of it, or what is wanted already, is no offer', () => {
    for (const text of [
      '{}',
      '{"options":{"retries":0}}',
      '[{"options":{"retries":3}}]',
      'retries',
      '{"options":[',
    ])
      expect(amend('Dramatiq', text), text).toBeNull();
    expect(amend('Celery', '{"options":{"retries":3}}')).toBeNull();
    expect(amendBody('Dramatiq', Uint8Array.of(0x7b, 0xff))).toBeNull();
  });
});

test('what is set is what JSON.parse finds at the path; all else is as it was', () => {
  const values = fc.record({
    before: fc.jsonValue(),
    options: fc.record({ odd: fc.jsonValue(), retries: fc.integer({ min: 1 }), after: fc.jsonValue() }),
    retries: fc.jsonValue(),
  });
  fc.assert(
    fc.property(values, fc.boolean(), (value, isSpaced) => {
      const changed = setInJson(
        utf8(JSON.stringify(value, null, isSpaced ? 2 : 0)),
        ['options', 'retries'],
        '0',
      );
      const wanted = JSON.parse(JSON.stringify(value)) as typeof value;
      wanted.options.retries = 0;
      expect(JSON.parse(new TextDecoder().decode(changed!))).toEqual(wanted);
    }),
  );
});

test('whatever stands there, nothing is thrown', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      setInJson(utf8(text), ['a'], '0');
    }),
  );
});
