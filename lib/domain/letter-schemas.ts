// What the REST API answers about letters, as schemas: their types are what pages and stores use (dead-letter.ts).
import { z } from 'zod';
import { alertView } from './alerts/alert-view.ts';
import { columnValue } from './column-schemas.ts';
import { letterStatuses, replayStages } from './dead-letter.ts';
import { death, header, properties } from './message-schemas.ts';
import { queuePause } from './pause-schemas.ts';
import { errorInChain } from './stack/error-chain.ts';

const id = z.uuid();
const time = z.iso.datetime();

export const replayView = z
  .object({
    id,
    deadLetterId: id,
    stage: z.enum(replayStages),
    toKind: z.enum(['origin', 'queue', 'dead_letter_queue', 'exchange']),
    exchange: z.string(),
    routingKey: z.string(),
    askedBy: z.string(),
    reason: z.string().nullable().describe('Why, in the words of who asked'),
    askedAt: time,
    settledAt: time.nullable(),
    detail: z.string().nullable().describe('What the broker or the plan said, in words'),
    dropped: z.array(z.string()).describe('Headers and properties that were left out'),
    edited: z
      .array(z.string())
      .describe('What somebody changed in the message before it was sent, in words; empty where nothing'),
  })
  .meta({ id: 'Replay' });

/** Of two letters, the one of which a replay became the other. */
const wasPutBack = z
  .exactOptional(z.literal(true))
  .describe('It did not die again: it was put back into its dead-letter queue, and drained again');

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
    convention: z.string().nullable().describe('The framework whose marks it bears'),
    messageType: z
      .string()
      .nullable()
      .describe('What that framework calls the message: a type, or a job’s name'),
    attempts: z.number().nullable().describe('How often that framework tried it'),
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
      .object({ replayId: id, deadLetterId: id.nullable(), isSameQueue: z.boolean(), wasPutBack })
      .nullable()
      .describe('The letter that this one was before it was tried again'),
    notes: z.number().describe('How many notes people wrote on it'),
    arrivedAt: time,
    values: z
      .exactOptional(z.record(z.string(), columnValue))
      .describe('What stands in the columns that were asked for, by their names'),
  })
  .meta({ id: 'DeadLetterSummary' });

export const obstacle = z.object({
  label: z.string().describe('As a replay takes it in leaveOutHeaders'),
  why: z.enum(['too big', 'unreadable']),
  bytes: z.number().nullable().describe('Null where its end cannot be told'),
});

export const deadLetterDetail = deadLetterSummary
  .extend({
    errorStack: z.string().nullable(),
    errorChain: z
      .array(errorInChain)
      .describe('What errorStack says: the error that was raised last, then its causes'),
    journey: z.array(death),
    obstacles: z
      .array(obstacle)
      .describe('Headers for which RabbitMQ would not take a replay, unless they are left out'),
    deliveredExchange: z.string(),
    deliveredRoutingKey: z.string(),
    keptRawBecause: z.string().nullable(),
    searched: z
      .enum(['whole', 'beginning', 'not yet'])
      .describe(
        'What free text is looked for in: all of the letter, its beginning alone (256 KB of a body), or what the index has not read yet',
      ),
    alerts: z.array(alertView).describe('How people are told of it; none where there is no way to'),
    replays: z.array(replayView),
    understood: z
      .object({
        convention: z.string(),
        from: z.string().describe('What it was recognised by'),
        failedAt: time.nullable(),
        owner: z.string().nullable().describe('The service whose queue it died in'),
        warnings: z
          .array(z.string())
          .describe('What a replay cannot mend by itself: it would need a changed body'),
        bodyChange: z
          .string()
          .nullable()
          .describe('What a replay changes in the body if asked to (amendBody); null where nothing can be'),
      })
      .nullable()
      .describe('What its framework tells besides; null where x-death alone tells'),
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
      .array(z.object({ id, replayId: id, isSameQueue: z.boolean(), wasPutBack, arrivedAt: time }))
      .describe('Letters that died after a replay of this one, or came in again after it was put back'),
  })
  .meta({ id: 'DeadLetter' });

export const relatedLetters = z
  .object({
    name: z
      .string()
      .describe(
        'What they have in common: message_id, correlation_id, trace, a header, or body (its digest)',
      ),
    value: z.string(),
    letters: z.array(
      z.object({
        id,
        status: z.enum(letterStatuses),
        sourceQueue: z.string().nullable(),
        errorType: z.string().nullable(),
        errorMessage: z.string().nullable(),
        arrivedAt: time,
      }),
    ),
    hasMore: z.boolean(),
  })
  .meta({ id: 'RelatedLetters' });
export type RelatedLetters = z.infer<typeof relatedLetters>;

export const queueView = z
  .object({
    name: z.string(),
    state: z.enum(['draining', 'paused', 'missing', 'refused', 'waiting']),
    paused: queuePause.nullable().describe('Null where nobody has paused it'),
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
