// What letters of a run are ordered by.
import { expect, test } from 'vitest';
import { readOrderKey } from '#lib/domain/run-order.ts';
import { deathIn, text } from '#tests/letters.ts';
import { entry, joinBytes, properties, sized, uint, utf8 } from '#tests/wire.ts';

const letter = (headers: Uint8Array, body = '') => ({
  propertyBytes: properties({ headers: sized(headers) }),
  body: utf8(body),
});
const by = (key: string) => ({ key, afterSeconds: 0 });

test('a header, also one with points in its name, and a number', () => {
  const headers = joinBytes(text('x.customer', 'acme'), entry('shard', 'l', uint(8, 7)), text('empty', ''));
  expect(readOrderKey(by('header.x.customer'), letter(headers))).toBe('acme');
  expect(readOrderKey(by('header.shard'), letter(headers))).toBe('7');
  for (const name of ['empty', 'x-customer', 'X.customer'])
    expect(readOrderKey(by(`header.${name}`), letter(headers)), name).toBeNull();
});

test('a value in a JSON body, and nothing where it is none', () => {
  const body = '{"order":{"id":443,"lines":[{"sku":"a"}],"none":null}}';
  const of = (key: string, given = body) => readOrderKey(by(key), letter(deathIn('q'), given));
  expect(of('body.order.id')).toBe('443');
  expect(of('body.order.lines.0.sku')).toBe('a');
  for (const key of [
    'body.order',
    'body.order.none',
    'body.order.lines',
    'body.toString',
    'body.__proto__.x',
  ])
    expect(of(key), key).toBeNull();
  for (const given of ['', '[', 'null', '"x"', '{"order":{"id":"\\ud800"}}', '{"order":{"id":"a\\u0000"}}'])
    expect(of('body.order.id', given), given).toBeNull();
  expect(readOrderKey(by('body.x'), { propertyBytes: properties({}), body: null })).toBeNull();
});

test('original: the time of the first death, so written that it sorts', () => {
  const first = readOrderKey('original', letter(deathIn('q')));
  expect(first).toBe('0001795255200000');
  expect(readOrderKey('original', { propertyBytes: properties({}), body: null })).toBeNull();
});
