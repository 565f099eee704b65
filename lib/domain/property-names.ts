// The properties of a message (AMQP 0-9-1, basic) by the names that people know, in the order in which they are shown.
import type { Properties } from './dead-letter.ts';

export const propertyNames: Record<keyof Properties, string> = {
  messageId: 'message_id',
  correlationId: 'correlation_id',
  type: 'type',
  appId: 'app_id',
  timestamp: 'timestamp',
  contentType: 'content_type',
  contentEncoding: 'content_encoding',
  deliveryMode: 'delivery_mode',
  priority: 'priority',
  expiration: 'expiration',
  replyTo: 'reply_to',
  userId: 'user_id',
  clusterId: 'cluster_id',
};

/** Those that the message bears. */
export function presentProperties(properties: Properties): [name: keyof Properties, value: string][] {
  return (Object.keys(propertyNames) as (keyof Properties)[])
    .filter((name) => properties[name] !== undefined)
    .map((name) => [name, String(properties[name])]);
}
