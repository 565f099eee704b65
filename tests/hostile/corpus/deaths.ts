// x-death in every wrong shape. Most come straight: where a letter really dies, the broker puts the header right first.
import { deathIn, deaths, text } from '#tests/letters.ts';
import { entry, joinBytes, sized, uint, utf8 } from '#tests/wire.ts';
import { nest, repeat, type HostileLetter } from '../letter.ts';

const unknown = { sourceQueue: null, exchange: null, routingKey: null };
const inArray = (...tables: Uint8Array[]) =>
  entry('x-death', 'A', sized(joinBytes(...tables.map((table) => joinBytes(utf8('F'), sized(table))))));
/** A death told field by field, so that each can be wrong. */
const death = (...fields: Uint8Array[]) =>
  inArray(joinBytes(text('queue', 'orders.billing'), text('reason', 'rejected'), ...fields));
const keys = entry('routing-keys', 'A', sized(joinBytes(utf8('S'), sized('order.placed'))));
const known = { sourceQueue: 'orders.billing', reason: 'rejected' };

export const deathsOfAllShapes: HostileLetter[] = [
  {
    name: 'x-death as text',
    headers: text('x-death', 'orders.billing'),
    told: { ...unknown, journey: [], deaths: 0 },
  },
  {
    name: 'x-death as a table',
    headers: entry('x-death', 'F', sized(text('queue', 'orders.billing'))),
    told: { ...unknown, journey: [] },
  },
  {
    name: 'x-death as a number',
    headers: entry('x-death', 'l', uint(8, 7)),
    told: { ...unknown, journey: [] },
  },
  {
    name: 'x-death as an array of anything but tables',
    headers: entry(
      'x-death',
      'A',
      sized(joinBytes(utf8('V'), utf8('S'), sized('x'), utf8('b'), [1], utf8('A'), sized(new Uint8Array()))),
    ),
    told: { ...unknown, journey: [] },
  },
  {
    name: 'x-death that is empty',
    headers: entry('x-death', 'A', sized(new Uint8Array())),
    told: { ...unknown, journey: [] },
  },
  {
    name: 'x-death of 10,000 entries',
    headers: entry(
      'x-death',
      'A',
      sized(repeat(joinBytes(utf8('F'), sized(entry('count', 'b', [1]))), 10_000)),
    ),
    told: { ...unknown, deaths: 200 },
  },
  {
    name: 'x-death of 180 queues',
    headers: deaths(...Array.from({ length: 180 }, (_, at): [string, object] => [`queue.${at}`, {}])),
    told: { sourceQueue: 'queue.0', deaths: 180 },
  },
  {
    name: 'x-death of 180 times the same',
    headers: deaths(
      ...Array.from({ length: 180 }, (): [string, object] => ['same', { reason: 'expired', count: 3 }]),
    ),
    told: { sourceQueue: 'same', deaths: 540 },
  },
  {
    name: 'x-death twice',
    headers: joinBytes(deathIn('first'), deathIn('second')),
    told: { sourceQueue: 'first' },
  },
  {
    name: 'negative counts',
    headers: death(entry('count', 'l', uint(8, -5n)), keys, text('exchange', 'orders')),
    told: { ...known, deaths: 1 },
  },
  {
    name: 'counts of 2^63-1',
    headers: joinBytes(death(entry('count', 'l', uint(8, 2n ** 63n - 1n)), keys)),
    told: { ...known, deaths: 1 },
  },
  {
    name: 'counts as large as numbers go',
    headers: inArray(
      ...Array.from({ length: 3 }, () =>
        joinBytes(text('queue', 'q'), entry('count', 'l', uint(8, 2 ** 53 - 1))),
      ),
    ),
    told: { deaths: 2 ** 31 - 1 },
  },
  {
    name: 'a death in the year 200,000',
    headers: death(entry('time', 'T', uint(8, 6_249_000_000_000))),
    told: known,
  },
  {
    name: 'a death in the year 300,000',
    headers: death(entry('time', 'T', uint(8, 9_404_000_000_000))),
    told: known,
  },
  {
    name: 'a death at the end of 64 bits',
    headers: death(entry('time', 'T', uint(8, 2n ** 64n - 1n))),
    told: known,
  },
  {
    name: 'a death told in milliseconds',
    headers: death(entry('time', 'T', uint(8, 1_795_255_200_000))),
    told: known,
  },
  {
    name: 'a time that is text',
    headers: death(text('time', 'yesterday'), entry('count', 'S', sized('many'))),
    told: { ...known, deaths: 1 },
  },
  {
    name: 'deaths nested 1,000 deep',
    headers: entry('x-death', 'A', sized(nest('A', 1000))),
    told: { ...unknown, journey: [] },
  },
  {
    name: 'a death in no queue',
    headers: inArray(joinBytes(text('reason', 'rejected'), keys)),
    told: { sourceQueue: null, reason: 'rejected' },
  },
  { name: 'a death without anything', headers: inArray(new Uint8Array()), told: unknown },
  {
    name: 'a queue of 10 KB',
    headers: inArray(
      joinBytes(
        text('queue', 'q'.repeat(10_000)),
        text('reason', 'r'.repeat(10_000)),
        text('exchange', 'e'.repeat(10_000)),
        keys,
      ),
    ),
    told: { ...unknown, reason: null },
  },
  {
    name: 'routing keys that are text',
    headers: death(text('routing-keys', 'order.placed'), text('exchange', 'orders')),
    told: { ...known, exchange: null, routingKey: null },
  },
  {
    name: '10,000 routing keys',
    headers: death(
      text('exchange', 'orders'),
      entry('routing-keys', 'A', sized(repeat(joinBytes(utf8('S'), sized('key')), 10_000))),
    ),
    told: { ...known, routingKey: 'key' },
  },
  {
    name: 'an expiration before any time',
    headers: inArray(
      joinBytes(text('queue', 'q'), text('reason', 'expired'), text('original-expiration', '-1e999'), keys),
    ),
    told: { reason: 'expired' },
  },
  {
    name: 'a forged x-death, put right by the broker',
    source: { queue: 'hostile.source', arguments: { 'x-max-length': 0 } },
    headers: text('x-death', 'forged'),
    told: { sourceQueue: 'hostile.source', reason: 'maxlen', deaths: 1 },
  },
].map((letter) => ({ source: null, ...letter }));
