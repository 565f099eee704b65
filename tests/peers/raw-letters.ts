// Letters that no client library can say: every field type at its ends, odd keys, properties that are not UTF-8, headers of every size.
import { double, entry, float, joinBytes, properties, shortstr, sized, uint, utf8 } from '#tests/wire.ts';

export type RawLetter = { name: string; routingKey: Uint8Array; propertyBytes: Uint8Array; body: Uint8Array };

const notUtf8 = Uint8Array.of(0xff, 0xfe, 0x00, 0xc3, 0x28, 0x80);
const text = (value: string) => sized(value);

const types = joinBytes(
  entry('z comes last, but was sent first', 't', [1]),
  entry('true, said as 7', 't', [7]),
  entry('false', 't', [0]),
  ...[0, 1, 127, 128, 255].flatMap((value) => [
    entry(`b ${value}`, 'b', [value]),
    entry(`B ${value}`, 'B', [value]),
  ]),
  ...[0, 0x7fff, 0x8000, 0xffff].flatMap((value) => [
    entry(`s ${value}`, 's', uint(2, value)),
    entry(`u ${value}`, 'u', uint(2, value)),
  ]),
  ...[0, 5, 0x7fffffff, 0x80000000, 0xffffffff].flatMap((value) => [
    entry(`I ${value}`, 'I', uint(4, value)),
    entry(`i ${value}`, 'i', uint(4, value)),
  ]),
  ...[0n, 5n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n].flatMap((value) => [
    entry(`l ${value}`, 'l', uint(8, value)),
    entry(`L ${value}`, 'L', uint(8, value)),
    entry(`T ${value}`, 'T', uint(8, value)),
  ]),
  ...[0, -0, 0.1, -1.5, 1e-45, 3.4028234663852886e38].map((value, at) => entry(`f ${at}`, 'f', float(value))),
  ...[0, -0, 0.1, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE].map((value, at) =>
    entry(`d ${at}`, 'd', double(value)),
  ),
  entry('D', 'D', joinBytes([2], uint(4, 123))),
  entry('D at its ends', 'D', joinBytes([255], uint(4, 0xffffffff))),
  entry('S', 'S', text('Grüße ☂ 𝄞')),
  entry('S empty', 'S', text('')),
  entry('S not UTF-8', 'S', sized(notUtf8)),
  entry('S with a byte order mark', 'S', text('\uFEFFa')),
  entry('x', 'x', sized(Uint8Array.from({ length: 256 }, (_, at) => at))),
  entry('x empty', 'x', sized('')),
  entry('V', 'V'),
);

const nested = joinBytes(
  entry('empty table', 'F', sized('')),
  entry('empty array', 'A', sized('')),
  entry('array', 'A', sized(joinBytes(utf8('L'), uint(8, 1), utf8('V'), utf8('d'), double(-0)))),
  entry(
    'table',
    'F',
    sized(joinBytes(entry('twice', 'b', [2]), entry('twice', 'B', [1]), entry('', 'V'), entry('a', 'V'))),
  ),
  entry('deep', 'F', nest(100)),
);

const keys = joinBytes(
  entry('twice', 'b', [2]),
  entry('twice', 'b', [1]),
  entry('twice', 'S', text('two')),
  entry('', 'S', text('no name')),
  entry('', 'V'),
  entry('k'.repeat(255), 'S', text('255 bytes')),
  entry(new Uint8Array(255).fill(0xff), 'V'),
  entry('__proto__', 'F', sized(entry('isAdmin', 't', [1]))),
  entry('constructor', 'S', text('x')),
  entry('line\r\nbreak: x', 'V'),
  entry('\0', 'V'),
  entry(notUtf8, 'V'),
  entry('X-Death', 'S', text('kept: another name')),
  entry('cc', 'S', text('kept: another name')),
);

const dropped = joinBytes(
  entry('BCC', 'A', sized(joinBytes(utf8('S'), text('nobody')))),
  entry('CC', 'A', sized(joinBytes(utf8('S'), text('nobody')))),
  entry('x-acquired-count', 'l', uint(8, 3)),
  entry('x-delivery-count', 'l', uint(8, 3)),
  entry('x-first-death-of', 'S', text('another')),
  entry('x-last-death-of', 'S', text('another')),
  entry('x-letterthief-replay-id', 'S', text('0198c2f0-0000-7000-8000-000000000001')),
  entry('x-letterthief-replay-id', 'S', text('and a second')),
  entry('x-deaths', 'S', text('kept: another name')),
);

const everyProperty = {
  contentType: shortstr(notUtf8),
  contentEncoding: shortstr(new Uint8Array(255).fill(0xfe)),
  priority: uint(1, 255),
  correlationId: shortstr(notUtf8),
  replyTo: shortstr(notUtf8),
  expiration: shortstr('3600000'),
  messageId: shortstr(''),
  timestamp: uint(8, 2n ** 64n - 1n),
  type: shortstr('m'.repeat(255)),
  appId: shortstr('\0'),
  clusterId: shortstr('cluster'),
};

const manyHeaders = joinBytes(
  ...Array.from({ length: 1000 }, (_, at) => entry(`h${at}`, 'S', text('x'.repeat(93)))),
);

/** `user` is the one of the connection that publishes. */
export function rawLetters(user: string): RawLetter[] {
  const odd = (name: string, propertyBytes: Uint8Array, told: Partial<RawLetter> = {}): RawLetter => ({
    name,
    routingKey: utf8('order.placed'),
    body: utf8(`{"letter":"${name}"}`),
    propertyBytes,
    ...told,
  });
  const none = properties({});
  return [
    odd('types', properties({ headers: sized(types) })),
    odd('nested', properties({ headers: sized(nested) })),
    odd('keys', properties({ headers: sized(keys) })),
    odd('dropped', properties({ headers: sized(dropped) })),
    odd('every-property', properties(everyProperty)),
    odd('user-id', properties({ userId: shortstr(user), deliveryMode: uint(1, 1) })),
    odd(
      'timestamp-0',
      properties({ timestamp: uint(8, 0), priority: uint(1, 0), contentType: shortstr('') }),
    ),
    odd('direct-reply-to', properties({ replyTo: shortstr('amq.rabbitmq.reply-to.g1h2AA') })),
    odd('nothing', none, { body: new Uint8Array() }),
    odd('empty-table', properties({ headers: sized('') })),
    odd('one-header-of-100-kib', properties({ headers: sized(entry('h', 'S', text('x'.repeat(102_400)))) })),
    odd('100-kib-of-headers', properties({ headers: sized(manyHeaders) })),
    odd('routing-key-not-utf8', none, { routingKey: notUtf8.filter((byte) => byte !== 0) }),
    odd('routing-key-with-nul', none, { routingKey: utf8('a\0b') }),
    odd('routing-key-of-255-times-ff', none, { routingKey: new Uint8Array(255).fill(0xff) }),
    odd('routing-key-of-255', none, { routingKey: utf8('☂'.repeat(85)) }),
    odd('routing-key-empty', none, { routingKey: utf8('') }),
    odd('body-of-all-bytes', none, { body: Uint8Array.from({ length: 70_000 }, (_, at) => (at * 7) % 256) }),
    odd('body-in-parts', none, { body: Buffer.alloc(2_500_000, 'LetterThief') }),
  ];
}

/** The content of a table with a table in it, and so on. */
function nest(depth: number): Uint8Array {
  return sized(depth === 0 ? entry('bottom', 'l', uint(8, 2n ** 63n)) : entry('d', 'F', nest(depth - 1)));
}
