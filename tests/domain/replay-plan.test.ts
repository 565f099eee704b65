import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readProperties } from '#lib/domain/properties.ts';
import { rewriteForReplay } from '#lib/domain/replay-plan.ts';
import { double, entry, float, joinBytes, properties, shortstr, sized, uint } from '#tests/wire.ts';

const replayId = '0198c2f0-0000-7000-8000-000000000001';
const ours = entry('x-letterthief-replay-id', 'S', sized(replayId));
const rewrite = (propertyBytes: Uint8Array) => rewriteForReplay({ propertyBytes, replayId, ourUser: 'shop' });

describe('a replay', () => {
  test('keeps every property that the contract keeps, byte for byte', () => {
    const kept = {
      contentType: shortstr('application/json'),
      contentEncoding: shortstr('utf8'),
      priority: uint(1, 7),
      correlationId: shortstr(Uint8Array.of(0xff, 0xfe)),
      replyTo: shortstr('answers'),
      messageId: shortstr('m-1'),
      timestamp: uint(8, 2n ** 64n - 1n),
      type: shortstr('order.placed'),
      userId: shortstr('shop'),
      appId: shortstr('checkout'),
      clusterId: shortstr('c'),
    };
    const { propertyBytes, dropped } = rewrite(properties(kept));
    expect(propertyBytes).toEqual(properties({ ...kept, headers: sized(ours), deliveryMode: uint(1, 2) }));
    expect(dropped).toEqual([]);
  });

  test('is persistent, whatever the letter was', () => {
    for (const mode of [{}, { deliveryMode: uint(1, 1) }, { deliveryMode: uint(1, 2) }]) {
      expect(readProperties(rewrite(properties(mode)).propertyBytes).properties.deliveryMode).toBe(2);
    }
  });

  test('drops what would kill or mislead it, and says so', () => {
    const { propertyBytes, dropped } = rewrite(
      properties({
        expiration: shortstr('60000'),
        replyTo: shortstr('amq.rabbitmq.reply-to.g1h2AA'),
        userId: shortstr('warehouse'),
      }),
    );
    expect(readProperties(propertyBytes).properties).toEqual({ deliveryMode: 2 });
    expect(dropped).toEqual(['expiration', 'reply_to', 'user_id (warehouse)']);
  });

  test('drops the headers of its deaths and of its copies, each named once', () => {
    const names = [
      'x-death',
      'x-first-death-queue',
      'x-last-death-reason',
      'x-delivery-count',
      'x-acquired-count',
      'CC',
      'BCC',
      'x-letterthief-replay-id',
    ];
    const kept = [entry('X-Death', 'V'), entry('cc', 'V'), entry('x-deaths', 'V'), entry('', 'V')];
    const table = joinBytes(...names.map((name) => entry(name, 'V')), ...kept, entry('CC', 'A', sized('')));
    const { propertyBytes, dropped } = rewrite(properties({ headers: sized(table) }));
    expect(readProperties(propertyBytes).headers).toEqual(joinBytes(...kept, ours));
    expect(dropped).toEqual(names.map((name) => `header ${name}`));
  });

  test('drops the headers that a framework left, when it is told their names', () => {
    const table = joinBytes(entry('x-exception-message', 'S', sized('no')), entry('tenant', 'S', sized('a')));
    const { propertyBytes, dropped } = rewriteForReplay({
      propertyBytes: properties({ headers: sized(table) }),
      replayId,
      ourUser: 'shop',
      headerNamesAlsoDropped: ['x-exception-message'],
    });
    expect(readProperties(propertyBytes).headers).toEqual(joinBytes(entry('tenant', 'S', sized('a')), ours));
    expect(dropped).toEqual(['header x-exception-message']);
  });

  test('keeps all other headers byte for byte and in order, ours last', () => {
    const names = fc.constantFrom(
      'tenant',
      '__proto__',
      '',
      'x-death',
      'CC',
      'x-first-death-queue',
      'tenant',
    );
    const headers = fc.array(fc.tuple(names, fc.uint8Array({ maxLength: 9 })), { maxLength: 8 });
    fc.assert(
      fc.property(headers, (given) => {
        const write = ([name, value]: [string, Uint8Array]) => entry(name, 'x', sized(value));
        const { propertyBytes } = rewrite(properties({ headers: sized(joinBytes(...given.map(write))) }));
        const kept = given.filter(([name]) => ['tenant', '__proto__', ''].includes(name));
        expect(readProperties(propertyBytes).headers).toEqual(joinBytes(...kept.map(write), ours));
      }),
    );
  });

  test('of properties that are cut off sends those that could be read', () => {
    const whole = properties({ contentType: shortstr('text/plain'), messageId: shortstr('m-1') });
    const { propertyBytes, dropped } = rewrite(whole.subarray(0, -1));
    expect(readProperties(propertyBytes)).toMatchObject({
      properties: { contentType: 'text/plain', deliveryMode: 2 },
      fault: null,
    });
    expect(dropped).toEqual(['3 bytes that cannot be read (messageId is cut off)']);
  });

  test('can be planned for any bytes, and what it sends can always be read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (garbage) => {
        const { propertyBytes } = rewrite(garbage);
        expect(readProperties(propertyBytes).fault).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });
});

test('what is put back keeps what tells of its death and what its framework left, and loses only its copies’ routing', () => {
  const kept = [
    'x-death',
    'x-first-death-queue',
    'x-last-death-reason',
    'x-delivery-count',
    'x-acquired-count',
    'x-exception-message',
    'NServiceBus.FailedQ',
    '',
    '__proto__',
    'cc',
  ];
  const names = fc.constantFrom(...kept, 'CC', 'BCC', 'x-letterthief-replay-id');
  const headers = fc.array(fc.tuple(names, fc.uint8Array({ maxLength: 9 })), { maxLength: 12 });
  fc.assert(
    fc.property(headers, fc.constantFrom(null, 'NServiceBus', 'Spring'), (given, convention) => {
      const write = ([name, value]: [string, Uint8Array]) => entry(name, 'x', sized(value));
      const { propertyBytes, dropped } = rewriteForReplay({
        propertyBytes: properties({ headers: sized(joinBytes(...given.map(write))) }),
        replayId,
        ourUser: 'shop',
        convention,
        isPutBack: true,
      });
      const left = given.filter(([name]) => kept.includes(name));
      expect(readProperties(propertyBytes).headers).toEqual(joinBytes(...left.map(write), ours));
      expect(dropped.length).toBe(
        new Set(given.map(([name]) => name).filter((one) => !kept.includes(one))).size,
      );
    }),
  );
});

test('headers that RabbitMQ could not parse are named, at any depth; bytes that are no property are left out', () => {
  const table = joinBytes(
    entry('fine', 'S', sized('x')),
    entry('nested', 'F', sized(entry('inner', '?', [1]))),
    entry('list', 'A', sized(Uint8Array.from([63]))),
    entry('odd', '?', [1, 2, 3]),
  );
  expect(rewrite(properties({ headers: sized(table) })).unreadable).toEqual(['nested', 'list', 'odd']);
  const { propertyBytes, dropped, unreadable } = rewrite(joinBytes([0, 0], [1, 2, 3]));
  expect(readProperties(propertyBytes).fault).toBeNull();
  expect([dropped, unreadable]).toEqual([['3 bytes that are no property'], []]);
});

test('numbers that RabbitMQ does not take are named, at any depth: NaN and the infinities end the connection', () => {
  const table = joinBytes(
    entry('nan', 'd', double(NaN)),
    entry('list', 'A', sized(joinBytes([0x66], float(-Infinity)))),
    entry('fine', 'd', double(-0)),
    entry('zero', 'f', float(-0)),
  );
  expect(rewrite(properties({ headers: sized(table) })).unreadable).toEqual(['nan', 'list']);
});

test('tables nested deeper than a page shows are no reason to refuse a replay', () => {
  const nest = (depth: number, inner: Uint8Array): Uint8Array =>
    depth === 0 ? inner : entry('d', 'F', sized(nest(depth - 1, inner)));
  const table = joinBytes(nest(200, entry('v', 'V')), nest(200, entry('odd', '?')));
  const { propertyBytes, unreadable } = rewrite(properties({ headers: sized(table) }));
  expect(unreadable).toEqual(['d']);
  expect(readProperties(propertyBytes).headers).toEqual(joinBytes(table, ours));
});
