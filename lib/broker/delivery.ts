// amqplib's message as a delivery in our words: the last file that knows its shape.
import type { Delivery } from '#lib/domain/delivery.ts';
import type { WireMessage } from './amqplib.ts';

export function readDelivery(queue: string, { fields, properties, content }: WireMessage): Delivery {
  return {
    queue,
    // A session's channel has one consumer and nothing else that gets messages: its delivery tags count 1, 2, 3…
    seq: fields.deliveryTag,
    redelivered: fields.redelivered,
    exchange: fields.exchange,
    routingKey: fields.routingKey,
    propertyBytes: properties.propertyBytes,
    body: ownBytes(content),
  };
}

/** A body of one frame is a slice of what came from the socket, and would keep all of that in memory. */
function ownBytes(content: Buffer): Uint8Array {
  return content.byteLength === content.buffer.byteLength ? content : Buffer.from(content);
}
