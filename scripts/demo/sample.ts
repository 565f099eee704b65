// One message that a sample service publishes.
import type { Envelope } from 'rabbitmq-client';
import type { Shop } from './shop.ts';

/** `isExact`: its headers hold types that rabbitmq-client cannot write (see wire-values.ts). */
export type Sample = { envelope: Envelope; body: Buffer; isExact?: boolean };

/** A JSON event as the shop's own services publish it. */
export function event(shop: Shop, envelope: Envelope, body: unknown): Sample {
  return {
    envelope: {
      contentType: 'application/json',
      durable: true,
      messageId: shop.uuid(),
      timestamp: Math.floor(Date.now() / 1000),
      appId: 'shop',
      ...envelope,
    },
    body: Buffer.from(JSON.stringify(body)),
  };
}
