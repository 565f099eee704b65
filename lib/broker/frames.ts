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
  const exchangeBytes = Buffer.byteLength(exchange);
  const size = 9 + exchangeBytes + routingKey.length;
  const frame = startFrame(methodFrame, channel, size);
  frame.writeUInt32BE(publishMethod, 7);
  // A ticket that nobody uses.
  frame.writeUInt16BE(0, 11);
  frame.writeUInt8(exchangeBytes, 13);
  frame.write(exchange, 14);
  frame.writeUInt8(routingKey.length, 14 + exchangeBytes);
  frame.set(routingKey, 15 + exchangeBytes);
  frame.writeUInt8(mandatory ? 1 : 0, 15 + exchangeBytes + routingKey.length);
  return frame;
}

export function writeHeader(channel: number, bodySize: number, propertyBytes: Uint8Array): Buffer {
  const size = headerOverhead + propertyBytes.length;
  const frame = startFrame(headerFrame, channel, size);
  frame.writeUInt16BE(basicClass, 7);
  // Its weight, which nobody uses.
  frame.writeUInt16BE(0, 9);
  frame.writeBigUInt64BE(BigInt(bodySize), 11);
  frame.set(propertyBytes, 19);
  return frame;
}

/** The most bytes that properties may have: a header must fit one frame, and a larger one ends the connection (501). */
export function maxPropertyBytes(frameMax: number): number {
  return frameMax - frameOverhead - headerOverhead;
}

/** A frame of which the payload, `size` bytes from 7 on, is still to be written: all of it. */
function startFrame(type: number, channel: number, size: number): Buffer {
  const frame = Buffer.allocUnsafe(frameOverhead + size);
  frame.writeUInt8(type, 0);
  frame.writeUInt16BE(channel, 1);
  frame.writeUInt32BE(size, 3);
  frame.writeUInt8(frameEnd, 7 + size);
  return frame;
}
