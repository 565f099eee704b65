// AMQP frames: names and properties go in and out as the bytes they are.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deliverMethod, readDeliver, writeHeader, writePublish } from '#lib/broker/frames.ts';
import { anyProperties } from '#tests/any-bytes.ts';
import { joinBytes, shortstr, sized, uint } from '#tests/wire.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('frames', () => {
  const shortBytes = fc.uint8Array({ maxLength: 255 });

  test('a delivery’s names are read as the bytes they are', () => {
    const tags = fc.bigInt({ min: 1n, max: 2n ** 53n - 1n });
    fc.assert(
      fc.property(shortBytes, shortBytes, tags, fc.boolean(), (exchange, routingKey, tag, redelivered) => {
        const args = joinBytes(
          shortstr('consumer'),
          uint(8, tag),
          [redelivered ? 1 : 0],
          shortstr(exchange),
          shortstr(routingKey),
        );
        const read = readDeliver(Buffer.from(args));
        expect(read).toMatchObject({ consumerTag: 'consumer', deliveryTag: Number(tag), redelivered });
        expect([hex(read.exchange), hex(read.routingKey)]).toEqual([hex(exchange), hex(routingKey)]);
      }),
    );
    expect(deliverMethod).toBe((60 << 16) | 60);
  });

  test('a publish and its properties are written as the bytes they are', () => {
    fc.assert(
      fc.property(
        shortBytes,
        anyProperties,
        fc.nat(65_535),
        fc.boolean(),
        (key, bytes, channel, mandatory) => {
          const fields = { exchange: 'orders', routingKey: Buffer.from(key), mandatory };
          const method = joinBytes(uint(2, 60), uint(2, 40), [0, 0], shortstr('orders'), shortstr(key), [
            mandatory ? 1 : 0,
          ]);
          expect(hex(writePublish(channel, fields))).toBe(hex(frame(1, channel, method)));
          const header = joinBytes(uint(2, 60), [0, 0], uint(8, 2 ** 40), bytes);
          expect(hex(writeHeader(channel, 2 ** 40, bytes))).toBe(hex(frame(2, channel, header)));
        },
      ),
    );
  });
});

function frame(kind: number, channel: number, payload: Uint8Array): Uint8Array {
  return joinBytes([kind], uint(2, channel), sized(payload), [206]);
}
