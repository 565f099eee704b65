// A letter's message in every form: what of it is sent, where to, how its body is put, and what is said of it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReproducedLetter } from '#lib/domain/reproduce/message.ts';
import { sayNote } from '#lib/domain/reproduce/notes.ts';
import { reproduce } from '#lib/domain/reproduce/registry.ts';
import { reproduction, reproductionTargets, type ReproductionTarget } from '#lib/domain/reproduce/targets.ts';
import { anyProperties } from '#tests/any-bytes.ts';
import { deathIn, text } from '#tests/letters.ts';
import { double, entry, joinBytes, properties, shortstr, sized, uint, utf8 } from '#tests/wire.ts';

const origin = 'https://letters.example.com';
const id = '0198c2f0-0000-7000-8000-000000000001';

function letter(told: Partial<ReproducedLetter> & { headers?: Uint8Array } = {}): ReproducedLetter {
  const { headers = deathIn('orders.billing'), ...rest } = told;
  return {
    id,
    exchange: 'orders',
    routingKey: 'order.placed',
    sourceQueue: 'orders.billing',
    convention: null,
    propertyBytes: properties({ headers: sized(headers) }),
    body: utf8('{"order":1}'),
    ...rest,
  };
}

type Fixture = {
  exchange: string;
  routingKey: unknown;
  properties: Record<string, unknown>;
  headers: { name: unknown; type: string; value: unknown }[];
  body: string;
  bodyEncoding: string;
};
const fixture = (of: ReproducedLetter) => JSON.parse(reproduce('fixture', of, origin).text) as Fixture;
const notesOf = (as: ReproductionTarget, of: ReproducedLetter) =>
  reproduce(as, of, origin).notes.map(sayNote);

test('any bytes at all give a program in every form, as the REST API promises it', () => {
  const words = fc.option(fc.string({ unit: 'binary' }));
  const letters = fc.record({
    propertyBytes: anyProperties,
    body: fc.option(fc.uint8Array()),
    exchange: words,
    routingKey: words,
    sourceQueue: words,
    convention: fc.option(fc.constantFrom('EasyNetQ', 'Ponos', 'Kicks', 'Spring', 'NServiceBus', 'rascal')),
  });
  fc.assert(
    fc.property(letters, fc.constantFrom(...reproductionTargets), (told, as) => {
      const reproduced = reproduce(as, letter(told), origin);
      reproduction.parse({ ...reproduced, notes: reproduced.notes.map(sayNote) });
    }),
  );
});

describe('what is sent', () => {
  test('leaves out what a replay leaves out, adds nothing, and keeps the delivery mode', () => {
    const headers = joinBytes(
      deathIn('orders.billing'),
      text('x-first-death-queue', 'orders.billing'),
      text('x-letterthief-replay-id', id),
      text('trace', 'abc'),
      entry('CC', 'A', sized('')),
    );
    const propertyBytes = properties({
      headers: sized(headers),
      deliveryMode: uint(1, 1),
      expiration: shortstr('60000'),
      userId: shortstr('shop'),
      appId: shortstr('shop'),
    });
    const of = letter({ propertyBytes });
    expect(fixture(of)).toMatchObject({
      properties: { deliveryMode: 1, appId: 'shop' },
      headers: [{ name: 'trace', type: 'longstr', value: 'abc' }],
    });
    expect(Object.keys(fixture(of).properties)).toEqual(['deliveryMode', 'appId']);
    expect(notesOf('amqplib', of)[0]).toContain('header x-death');
    expect(notesOf('amqplib', of)[0]).toContain('user_id (shop)');
  });

  test('leaves out what no RabbitMQ can read', () => {
    const headers = joinBytes(
      text('a', 'b'),
      entry('bad', 'd', double(Number.NaN)),
      text('c', 'd'),
      entry('odd', '?'),
    );
    const of = letter({ headers });
    expect(fixture(of).headers.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(notesOf('pika', of)[0]).toMatch(/header bad.*header odd/);
  });

  test('is what lies inside of a framework’s error message', () => {
    const body = JSON.stringify({
      RoutingKey: 'k',
      Message: '{"order":2}',
      BasicProperties: { ContentType: 'application/json', Headers: { tries: 3 } },
    });
    const of = letter({ convention: 'EasyNetQ', body: utf8(body) });
    expect(fixture(of)).toMatchObject({
      body: '{"order":2}',
      properties: { contentType: 'application/json' },
      headers: [{ name: 'tries', type: 'int64', value: '3' }],
    });
    expect(notesOf('fixture', of)[0]).toContain('inside of EasyNetQ');
    const unreadable = reproduce('amqplib', letter({ convention: 'EasyNetQ' }), origin);
    expect(unreadable.text).toBe('');
    expect(unreadable.notes.map(sayNote)).toEqual([expect.stringContaining('cannot be read')]);
  });
});

describe('where it goes', () => {
  test('to the origin, to the queue where that is unknown, to a queue of one’s own where nothing is known', () => {
    const { exchange, routingKey } = fixture(letter());
    expect([exchange, routingKey]).toEqual(['orders', 'order.placed']);
    const toQueue = letter({ exchange: null, routingKey: null });
    expect(fixture(toQueue)).toMatchObject({ exchange: '', routingKey: 'orders.billing' });
    expect(notesOf('pika', toQueue)).toContainEqual(expect.stringContaining('straight to the queue'));
    const nowhere = letter({ exchange: null, routingKey: null, sourceQueue: null });
    expect(fixture(nowhere)).toMatchObject({ exchange: '', routingKey: 'my-queue' });
    expect(notesOf('pika', nowhere)).toContainEqual(expect.stringContaining('my-queue'));
  });

  test('curl asks for a replay the same way, and names the token by its variable alone', () => {
    const ways: [Partial<ReproducedLetter>, object][] = [
      [{}, { kind: 'origin' }],
      [{ exchange: null }, { kind: 'queue' }],
      [
        { exchange: null, sourceQueue: null },
        { kind: 'exchange', exchange: '', routingKey: 'my-queue' },
      ],
    ];
    for (const [told, to] of ways) {
      const { text: curl } = reproduce('curl', letter(told), origin);
      expect(curl).toContain(`'${origin}/api/v1/replays'`);
      expect(JSON.parse(/--data '(.*)'/.exec(curl)![1]!)).toEqual({ deadLetterIds: [id], to });
      expect(curl).toContain('Authorization: Bearer ${LETTERTHIEF_TOKEN:?');
    }
  });
});

describe('its body', () => {
  const forms: [string, Uint8Array | null, string, string][] = [
    ['text', utf8('Grüße\n☂'), 'Grüße\n☂', 'utf-8'],
    ['no bytes', new Uint8Array(), '', 'utf-8'],
    ['bytes', Uint8Array.of(0xff, 0, 1), '/wAB', 'base64'],
    ['text with a control in it', utf8('a\u001Bb'), 'YRti', 'base64'],
    ['a long text', utf8('a'.repeat(16_385)), Buffer.alloc(16_385, 'a').toString('base64'), 'base64'],
    ['more than 64 KB', null, 'message.bin', 'file'],
  ];
  test.each(forms)('%s', (_, body, expected, encoding) => {
    expect(fixture(letter({ body }))).toMatchObject({ body: expected, bodyEncoding: encoding });
  });

  test('over 64 KB it is read from a file by every program but rabbitmqadmin, which says that it cannot', () => {
    for (const as of ['amqplib', 'php-amqplib', 'pigeon', 'pika', 'spring'] as const) {
      expect(reproduce(as, letter({ body: null }), origin).text, as).toContain('message.bin');
      expect(notesOf(as, letter({ body: null })), as).toContainEqual(expect.stringContaining('download it'));
    }
    expect(reproduce('rabbitmqadmin', letter({ body: null }), origin).text).not.toContain('publish');
  });

  test('Pigeon says that it writes JSON objects alone', () => {
    expect(notesOf('pigeon', letter())).toContainEqual(expect.stringContaining('anew'));
    expect(notesOf('pigeon', letter({ body: utf8('text') }))).toContainEqual(
      expect.stringContaining('take php-amqplib'),
    );
  });
});

describe('what a form cannot say', () => {
  const headers = joinBytes(
    entry('tiny', 'b', [5]),
    entry('large', 'l', uint(8, 2n ** 63n - 1n)),
    entry('least', 'l', uint(8, 2n ** 63n)),
    entry('ratio', 'd', double(-0)),
    entry('__proto__', 'F', sized(entry('a', 'V'))),
  );
  const expected: [ReproductionTarget, string[], string[]][] = [
    ['amqplib', ['9223372036854775807n', '-9223372036854775808n', "['__proto__']: "], []],
    ['php-amqplib', ['9223372036854775807', 'PHP_INT_MIN'], ['header ratio']],
    ['pika', ['long(9223372036854775807)', 'long(-9223372036854775808)'], ['header tiny', 'header ratio']],
    [
      'rabbitmqadmin',
      ['9223372036854775807', '-9223372036854775808', '-0.0'],
      ['header tiny', 'header __proto__'],
    ],
    ['spring', ['9223372036854775807L', '-9223372036854775808L', '(byte) 5', '-0.0d'], []],
    ['fixture', ['"9223372036854775807"', '"-9223372036854775808"', '"-0"'], []],
  ];
  test.each(expected)('%s', (as, literals, about) => {
    const reproduced = reproduce(as, letter({ headers }), origin);
    for (const literal of literals) expect(reproduced.text).toContain(literal);
    expect(reproduced.notes.flatMap((note) => note.about).toSorted()).toEqual(about.toSorted());
  });

  test('is said of headers that are too many for a client, or for RabbitMQ', () => {
    const of = (bytes: number) => letter({ headers: text('large', 'x'.repeat(bytes)) });
    expect(notesOf('pika', of(70_000))).toEqual([]);
    expect(notesOf('amqplib', of(70_000))).toEqual([expect.stringContaining('64 KB of headers')]);
    expect(notesOf('pika', of(140_000))).toEqual([expect.stringContaining('128 KB of headers')]);
    expect(notesOf('rabbitmqadmin', of(140_000))).toContainEqual(
      expect.stringContaining('Too large for an argument'),
    );
  });

  test('is one sentence a reason, with the first names', () => {
    const many = joinBytes(...Array.from({ length: 20 }, (_, at) => entry(`h${at}`, 'b', [at])));
    const [note] = notesOf('pika', letter({ headers: many }));
    expect(note).toMatch(/: header h0, header h1, .* and 12 more\.$/);
  });
});
