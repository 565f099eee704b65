// What is offered where the caret stands, and what the query is with it taken.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isKeyBegun, offerKeys, offerValues, placeAt, take } from '#lib/domain/query/completion.ts';
import { readQuery } from '#lib/domain/query/parser.ts';

/** The caret stands at “|”. */
function at(marked: string) {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  return { text, place: placeAt(text, caret) };
}
function taken(marked: string, word: string): string {
  const { text, place } = at(marked);
  const after = take(text, place, word);
  return `${after.text.slice(0, after.caret)}|${after.text.slice(after.caret)}`;
}

test('a key, a name, a value: by what stands before the caret', () => {
  expect(at('|').place).toMatchObject({ wants: 'key', prefix: '' });
  expect(at('status:open que|').place).toMatchObject({ wants: 'key', prefix: 'que', start: 12, end: 15 });
  expect(at('queue:ord|').place).toMatchObject({ wants: 'value', key: 'queue', prefix: 'ord', start: 6 });
  expect(at('-(Queue:"orders b|').place).toMatchObject({ wants: 'value', key: 'queue', prefix: 'orders b' });
  expect(at('size:>2|').place).toMatchObject({ wants: 'value', key: 'size', prefix: '2' });
  expect(at('header.x|').place).toMatchObject({ wants: 'name', key: 'header.', prefix: 'x' });
  expect(at('header.X-Tenant:ac|').place).toMatchObject({
    wants: 'value',
    key: 'header.X-Tenant',
    prefix: 'ac',
  });
  expect(at('body.customer.na|').place).toMatchObject({ wants: 'name', key: 'body.customer.', prefix: 'na' });
  expect(at('body.customer.id:4|').place).toMatchObject({
    wants: 'value',
    key: 'body.customer.id',
    prefix: '4',
  });
  expect(at('a |b').place).toMatchObject({ wants: 'key', prefix: '', start: 2, end: 2 });
});

test('what is taken is written so that it reads as itself', () => {
  expect(taken('que|', 'queue:')).toBe('queue:|');
  expect(taken('queue:ord|', 'orders.billing')).toBe('queue:orders.billing |');
  expect(taken('queue:ord| status:open', 'orders')).toBe('queue:orders |status:open');
  expect(taken('queue:|', 'a "b" (c)*')).toBe('queue:"a ""b"" (c)*" |');
  expect(taken('exchange:|', '')).toBe('exchange:"" |');
  expect(taken('header.x|', 'x-tenant')).toBe('header.x-tenant:|');
  expect(taken('header.|', 'a.b c')).toBe('header."a.b c":|');
  expect(taken('body.cu|', 'customer')).toBe('body.customer|');
  expect(taken('-(st| a)', 'status:')).toBe('-(status:| a)');
});

test('keys and known values that begin so are offered', () => {
  expect(offerKeys('re').map(({ word }) => word)).toEqual(['reason:', 'replays:']);
  expect(offerKeys('BO').map(({ word }) => word)).toEqual(['body.']);
  expect(offerKeys('group').map(({ word }) => word)).toEqual(['group:']);
  expect(offerValues('status', 're').map(({ word }) => word)).toEqual(['replaying', 'replayed']);
  expect(offerValues('size', '1').map(({ word }) => word)).toEqual(['>1MB']);
  expect(offerValues('queue', '')).toEqual([]);
});

test('wherever the caret stands, a value that is taken can be read', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('queue:', 'header.x:', 'body.a.b:', 'error:'),
      fc.string({ unit: 'grapheme' }).filter((value) => !/\0|\p{Surrogate}/u.test(value)),
      (key, value) => {
        const after = take(key, placeAt(key, key.length), value);
        expect(readQuery(after.text).ok, after.text).toBe(true);
      },
    ),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, caret) => {
      const place = placeAt(text, Math.min(caret, text.length));
      expect(place.start <= place.end && place.end <= text.length).toBe(true);
    }),
  );
});

test('what is written last may become a key, as long as the caret stands behind it', () => {
  for (const text of ['que', 'card sou', '-stat', '(header', 'a OR app'])
    expect(isKeyBegun(text, text.length), text).toBe(true);
  for (const text of ['', 'card', 'que ', '"que', 'que:', 'queue:a', 'header.x', 'quex'])
    expect(isKeyBegun(text, text.length), text).toBe(false);
  expect(isKeyBegun('que card', 3)).toBe(false);
  expect(isKeyBegun('que', 2)).toBe(false);
});
