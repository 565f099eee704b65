// What the REST API answers about letters, as schemas: their types are what pages and stores use (dead-letter.ts).
import { z } from 'zod';
import { letterStatuses, replayStages } from './dead-letter.ts';

const id = z.uuid();
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

export const replayView = z
  .object({
    id,
    deadLetterId: id,
    stage: z.enum(replayStages),
    toKind: z.enum(['origin', 'queue', 'exchange']),
    exchange: z.string(),
    routingKey: z.string(),
    askedBy: z.string(),
    reason: z.string().nullable().describe('Why, in the words of who asked'),
    askedAt: time,
    settledAt: time.nullable(),
    detail: z.string().nullable().describe('What the broker or the plan said, in words'),
    dropped: z.array(z.string()).describe('Headers and properties that were left out'),
  })
  .meta({ id: 'Replay' });

export const deadLetterSummary = z
  .object({
    id,
    status: z.enum(letterStatuses),
    lastOutcome: z
      .enum(replayStages)
      .nullable()
      .describe('Of the last replay, while the letter stands open again'),
    deadLetterQueue: z.string(),
    sourceQueue: z.string().nullable(),
    exchange: z.string().nullable(),
    routingKey: z.string().nullable(),
    reason: z.string().nullable(),
    deaths: z.number(),
    errorType: z.string().nullable(),
    errorMessage: z.string().nullable(),
    properties,
    headers: z.array(header).describe('In a list only those that are small'),
    areHeadersCut: z
      .exactOptional(z.literal(true))
      .describe('There are more: the letter by itself has them all'),
    bodyBytes: z.number(),
    redelivered: z.boolean(),
    redeliveries: z.number().describe('How often the broker delivered it again after it was stored'),
    isPerhapsTwo: z
      .boolean()
      .describe('An equal letter may have been taken for this one, or this one may be a second copy'),
    cameFrom: z
      .object({ replayId: id, deadLetterId: id.nullable(), isSameQueue: z.boolean() })
      .nullable()
      .describe('The letter that this one was before it was tried again'),
    arrivedAt: time,
  })
  .meta({ id: 'DeadLetterSummary' });

const channel = z.string();
const alertView = z.discriminatedUnion('state', [
  z.object({ state: z.literal('not_configured') }),
  z.object({ state: z.enum(['waiting', 'failed']), channel, problem: z.string().nullable() }),
  z.object({
    state: z.literal('posted'),
    channel,
    postedAt: time,
    covers: z.number(),
    unanswered: z.number(),
  }),
]);

export const obstacle = z.object({
  label: z.string().describe('As a replay takes it in leaveOutHeaders'),
  why: z.enum(['too big', 'unreadable']),
  bytes: z.number().nullable().describe('Null where its end cannot be told'),
});

export const deadLetterDetail = deadLetterSummary
  .extend({
    errorStack: z.string().nullable(),
    journey: z.array(death),
    obstacles: z
      .array(obstacle)
      .describe('Headers for which RabbitMQ would not take a replay, unless they are left out'),
    deliveredExchange: z.string(),
    deliveredRoutingKey: z.string(),
    keptRawBecause: z.string().nullable(),
    alert: alertView,
    replays: z.array(replayView),
    moves: z
      .array(
        z.object({
          id,
          act: z.enum(['letters.discard', 'letters.restore', 'letters.keep_as_two']),
          by: z.string(),
          at: time,
          reason: z.string().nullable(),
        }),
      )
      .describe(
        'Who discarded it, restored it, or kept it as two, newest first; as long as the audit is kept',
      ),
    cameBack: z
      .array(z.object({ id, replayId: id, isSameQueue: z.boolean(), arrivedAt: time }))
      .describe('Letters that died after a replay of this one'),
  })
  .meta({ id: 'DeadLetter' });

export const queueView = z
  .object({
    name: z.string(),
    state: z.enum(['draining', 'missing', 'refused', 'waiting']),
    problem: z.string().nullable(),
    depth: z.number().nullable(),
    consumers: z.number().nullable(),
    seenAt: time.nullable(),
    lastLetterAt: time.nullable(),
    lettersPerMinute: z.number(),
    openLetters: z.number(),
  })
  .meta({ id: 'Queue' });

export const movedLetter = z.object({ id, status: z.enum(letterStatuses) });
export const twin = z.object({
  id,
  twinId: id.nullable().describe('Null where the other one was stored already'),
});
