// What is asked for when letters are tried again, discarded or restored.
import { z } from 'zod';
import { reason } from './audit.ts';
import { deadLetterFilter } from './filter.ts';

const shortstr = z
  .string()
  .refine((value) => new TextEncoder().encode(value).length <= 255, 'must be at most 255 bytes');

export const replayTo = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('origin') }),
  z.strictObject({ kind: z.literal('queue') }),
  z
    .strictObject({ kind: z.literal('dead_letter_queue') })
    .describe('Put back into the queue it was drained from, which must be paused'),
  z.strictObject({ kind: z.literal('exchange'), exchange: shortstr, routingKey: shortstr }),
]);
export type ReplayTo = z.infer<typeof replayTo>;

export const deadLetterIds = z
  .array(z.uuid({ error: 'must be a letter id (UUID)' }).toLowerCase())
  .min(1)
  .max(1000)
  .refine((ids) => new Set(ids).size === ids.length, 'must not name a letter twice');

/** Headers that a replay leaves out besides those of the death, by the names that the API shows. */
export const leaveOutHeaders = z.array(z.string().max(255)).max(200).optional();

export const amendBody = z
  .boolean()
  .optional()
  .describe(
    'The body is changed where its framework counts in it, as `understood.bodyChange` says; else it is sent as it came',
  );

export const replayRequest = z
  .strictObject({ deadLetterIds, to: replayTo, leaveOutHeaders, amendBody, reason })
  .refine((asked) => asked.to.kind !== 'dead_letter_queue' || asked.amendBody !== true, {
    path: ['amendBody'],
    error: 'cannot be asked for of what is put back: its body goes back as it came',
  });
export type ReplayRequest = z.infer<typeof replayRequest>;

const filter = deadLetterFilter.strict().optional().describe('All that match, however many');
const onlyOne = {
  error: 'name one: deadLetterIds, a filter, or what the request says besides',
  path: ['deadLetterIds'],
};

/** Letters by name, or all that match. */
export const discardRequest = z
  .strictObject({ deadLetterIds: deadLetterIds.optional(), filter, reason })
  .refine((asked) => countGiven(asked.deadLetterIds, asked.filter) === 1, onlyOne);

export const restoreRequest = z
  .strictObject({
    deadLetterIds: deadLetterIds.optional(),
    filter,
    discard: z.uuid().optional().describe('The id of a discard by a filter: what that one discarded'),
    reason,
  })
  .refine((asked) => countGiven(asked.deadLetterIds, asked.filter, asked.discard) === 1, onlyOne);
export type BulkRequest = z.infer<typeof restoreRequest>;

function countGiven(...given: unknown[]): number {
  return given.filter((one) => one !== undefined).length;
}

export const bulkMoved = z
  .object({
    id: z.uuid().describe('Of this act: a discard is restored by it'),
    letters: z.number().describe('So many were moved'),
    leftOut: z.number().describe('So many stood otherwise when their turn came'),
    waiting: z
      .number()
      .describe(
        'So many have not had their turn: under an Idempotency-Key it answers after some seconds, and goes on when asked again. Without one all are moved, however long it takes',
      ),
  })
  .meta({ id: 'BulkMoved' });
export type BulkMoved = z.infer<typeof bulkMoved>;

export const lettersRequest = z.strictObject({ deadLetterIds, reason });
export type LettersRequest = z.infer<typeof lettersRequest>;
