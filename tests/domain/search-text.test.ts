import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { textOfLetter } from '#lib/domain/letter-text.ts';
import { keysOf, writeKeyQuery } from '#lib/domain/search-keys.ts';
import { holdsText, MAX_SEARCHED, readWords, textOf } from '#lib/domain/search-text.ts';
import { deathIn, text } from '#tests/letters.ts';
import { joinBytes, properties, shortstr, sized, utf8 } from '#tests/wire.ts';

const said =
  'Caused by java.net.SocketTimeoutException: order-4711 of f47ac10b-58cc-4372-a567-0e02b2c3d479, 100%_sure (Köln)';

test.each([
  ['order-4711', true],
  ['ORDER 4711', true],
  ['order-47', true],
  ['rder-4711', false],
  ['order 4711 f47', false],
  ['f47ac10b-58cc-4372-a567-0e02b2c3d479', true],
  ['58cc-4372', true],
  ['f47ac', true],
  ['ac10b', false],
  ['sockettimeout', true],
  ['timeoutexception', true],
  ['Timeout', true],
  ['timeout order', false],
  ['net.SocketTimeoutException', true],
  ['imeout', false],
  ['100%_sure', true],
  ['100%x', false],
  ['köln', true],
  ['koln', false],
  ['%', false],
  ['', false],
])('whether “%s” is found', (term, isFound) => {
  expect(holdsText(textOf([said]), term)).toBe(isFound);
});

test('signs that are no punctuation are words, too', () => {
  const read = textOf(['paid 👩‍👩‍👧‍👦, ok']);
  expect(holdsText(read, '👩‍👩‍👧‍👦')).toBe(true);
  expect(holdsText(read, '👧 👩')).toBe(false);
});

test('every part is read, and words of two parts stand one after the other', () => {
  const read = textOf(['alpha', '', 'HTTPServer died']);
  expect(read).toEqual({ words: 'alpha httpserver died|server', isCut: false });
  expect(holdsText(read, 'alpha httpserver')).toBe(true);
});

test('what is too long is cut, and says so', () => {
  expect(textOf(['a '.repeat(MAX_SEARCHED)]).isCut).toBe(true);
  const id = 'x'.repeat(200);
  expect(holdsText(textOf([`id ${id} end`]), id)).toBe(true);
  expect(holdsText(textOf([`id ${id} end`]), `${id} end`)).toBe(true);
});

test('a letter is read in properties, headers, errors and body', () => {
  const propertyBytes = properties({
    contentType: shortstr('application/json'),
    headers: sized(joinBytes(deathIn('orders.billing'), text('x-tenant', 'Acme & Söhne'))),
    messageId: shortstr('m-17'),
  });
  const letter = {
    propertyBytes,
    errorType: 'TypeError',
    errorMessage: 'x is undefined',
    errorStack: null,
    routingKey: 'order.placed',
    body: utf8('{"note":"first\\nsecond","caf\\u00e9":"C:\\/x"}'),
    isBodyWhole: true,
  };
  const read = textOfLetter(letter);
  for (const term of [
    'm-17',
    'x-tenant acme',
    'söhne',
    'orders.billing',
    'TypeError',
    'order.placed',
    'second',
    'café',
  ])
    expect(holdsText(read, term), term).toBe(true);
  expect(textOfLetter({ ...letter, isBodyWhole: false }).isCut).toBe(true);
  const packed = textOfLetter({ ...letter, body: gzipSync('second') });
  expect(holdsText(packed, 'second')).toBe(false);
  expect(holdsText(textOfLetter({ ...letter, propertyBytes: null }), 'second')).toBe(true);
  const msgpack = Uint8Array.of(0x81, 0xa4, ...utf8('city'), 0xa5, ...utf8('Porto'));
  expect(holdsText(textOfLetter({ ...letter, body: msgpack }), 'porto')).toBe(true);
});

test('any bytes are read, and any text finds itself from the beginning of a word', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 100 }),
      (body, propertyBytes) => {
        const given = {
          errorType: null,
          errorMessage: null,
          errorStack: null,
          routingKey: null,
          isBodyWhole: true,
        };
        expect(textOfLetter({ ...given, body, propertyBytes }).words).not.toContain('\0');
      },
    ),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, term) => {
      fc.pre(readWords(term).length > 0);
      expect(holdsText(textOf([before, term]), term)).toBe(true);
    }),
  );
});

test('the keys of a letter hold what each of its terms asks for', () => {
  const keys = keysOf([textOf([said]).words]);
  const has = (key: string, isBeginning: boolean) =>
    [...keys].some((one) => (isBeginning ? one.startsWith(key) : one === key));
  for (const term of ['order-4711', 'f47ac10b-58cc', 'sockettimeoutexc', 'timeoute', 'ti', 'köln'])
    for (const all of writeKeyQuery(readWords(term)).split(' & '))
      expect(
        [...all.matchAll(/'([^']+)'(:\*)?/g)].some(([, key, star]) => has(key ?? '', star !== undefined)),
        term,
      ).toBe(true);
});
