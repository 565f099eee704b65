// A message's own parts as the REST API answers them: headers, properties, and the deaths that x-death tells of.
import { z } from 'zod';

const time = z.iso.datetime();

export const headerTypes = [
  'boolean',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'float',
  'double',
  'decimal',
  'longstr',
  'bytes',
  'array',
  'table',
  'timestamp',
  'void',
  'unknown',
] as const;

const headerValue = {
  type: z.enum(headerTypes),
  value: z
    .unknown()
    .describe('64-bit integers and timestamps are strings, bytes are base64; a table is a list of headers'),
  encoding: z
    .exactOptional(z.literal('base64'))
    .describe('Bytes that had to be shown as base64 though the type does not say so'),
};
export const header = z.object({ name: z.string(), ...headerValue }).meta({ id: 'Header' });

const some = z.exactOptional(z.string());
/** basic's properties (AMQP 0-9-1, 1.8.1) but for headers; absent ones are left out. */
export const properties = z
  .object({
    contentType: some,
    contentEncoding: some,
    deliveryMode: z.exactOptional(z.number()),
    priority: z.exactOptional(z.number()),
    correlationId: some,
    replyTo: some,
    expiration: some,
    messageId: some,
    timestamp: some.describe('A decimal string'),
    type: some,
    userId: some,
    appId: some,
    clusterId: some,
  })
  .meta({ id: 'Properties' });

export const death = z
  .object({
    queue: z.string(),
    reason: z.string(),
    count: z.number(),
    exchange: z.string().nullable().describe('Null where the entry names none, or one that is no text'),
    routingKeys: z.array(z.string()),
    firstDiedAt: time.nullable().describe('When the first death of this queue and reason happened'),
    originalExpiration: z.string().nullable(),
  })
  .meta({ id: 'Death' });
