// AMQP frames that amqplib would rewrite on their way: read and written here byte for byte.

export const deliverMethod = 3_932_220;
export const publishMethod = 3_932_200;
export const basicClass = 60;

const methodFrame = 1;
const headerFrame = 2;
const frameEnd = 206;
/** Type, channel and length before a frame's payload, and its end byte. */
const frameOverhead = 8;
/** Class, weight and body size before the properties. */
const headerOverhead = 12;

/** The fields of basic.deliver. Names are bytes: nothing says that they are UTF-8. */
export type DeliverFields = {
  consumerTag: string;
  deliveryTag: number;
  redelivered: boolean;
  exchange: Uint8Array;
  routingKey: Uint8Array;
};

export type PublishFields = { exchange: string; routingKey: Uint8Array; mandatory: boolean };

export function readDeliver(args: Buffer): DeliverFields {
  const tagEnd = 1 + args.readUInt8(0);
  const exchangeAt = tagEnd + 9;
  // A copy: a slice would keep the whole chunk that came from the socket.
  const names = Buffer.from(args.subarray(exchangeAt));
  const exchangeEnd = 1 + names.readUInt8(0);
  const routingKeyEnd = exchangeEnd + 1 + names.readUInt8(exchangeEnd);
  return {
    consumerTag: args.toString('utf8', 1, tagEnd),
    deliveryTag: Number(args.readBigUInt64BE(tagEnd)),
    redelivered: (args.readUInt8(tagEnd + 8) & 1) === 1,
    exchange: names.subarray(1, exchangeEnd),
    routingKey: names.subarray(exchangeEnd + 1, routingKeyEnd),
  };
}

export function writePublish(channel: number, { exchange, routingKey, mandatory }: PublishFields): Buffer {
  const exchangeBytes = Buffer.from(exchange);
  const payload = Buffer.concat([
    Buffer.alloc(6),
    Buffer.of(exchangeBytes.length),
    exchangeBytes,
    Buffer.of(routingKey.length),
    routingKey,
    Buffer.of(mandatory ? 1 : 0),
  ]);
  payload.writeUInt32BE(publishMethod, 0);
  return writeFrame(methodFrame, channel, payload);
}

export function writeHeader(channel: number, bodySize: number, propertyBytes: Uint8Array): Buffer {
  const start = Buffer.alloc(headerOverhead);
  start.writeUInt16BE(basicClass, 0);
  start.writeBigUInt64BE(BigInt(bodySize), 4);
  return writeFrame(headerFrame, channel, Buffer.concat([start, propertyBytes]));
}

/** The most bytes that properties may have: a header must fit one frame, and a larger one ends the connection (501). */
export function maxPropertyBytes(frameMax: number): number {
  return frameMax - frameOverhead - headerOverhead;
}

function writeFrame(type: number, channel: number, payload: Buffer): Buffer {
  const start = Buffer.alloc(7);
  start.writeUInt8(type, 0);
  start.writeUInt16BE(channel, 1);
  start.writeUInt32BE(payload.length, 3);
  return Buffer.concat([start, payload, Buffer.of(frameEnd)]);
}
