/** What the broker handed us, in our words, before anything was read into it. */
export type Delivery = {
  /** The dead-letter queue it was drained from. */
  queue: string;
  /** Its place in its session, from 1. */
  seq: number;
  redelivered: boolean;
  /** Exchange and routing key it was delivered with: the dead-letter exchange's, not the origin's. Any bytes. */
  exchange: Uint8Array;
  routingKey: Uint8Array;
  /** Property flags and values of the content header frame (AMQP 0-9-1, 4.2.6.1), header table included, as they came. */
  propertyBytes: Uint8Array;
  body: Uint8Array;
};

/** Bytes that one delivery holds in memory, as the drain weighs it. */
export function weightOf(delivery: Delivery): number {
  return delivery.body.byteLength + delivery.propertyBytes.byteLength + 256;
}
