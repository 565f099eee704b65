// What is asked for when letters are tried again, discarded or restored.
import { z } from 'zod';
import { reason } from './audit.ts';

const shortstr = z
  .string()
  .refine((value) => new TextEncoder().encode(value).length <= 255, 'must be at most 255 bytes');

export const replayTo = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('origin') }),
  z.strictObject({ kind: z.literal('queue') }),
  z.strictObject({ kind: z.literal('exchange'), exchange: shortstr, routingKey: shortstr }),
]);
export type ReplayTo = z.infer<typeof replayTo>;

export const deadLetterIds = z
  .array(z.uuid({ error: 'must be a letter id (UUID)' }).toLowerCase())
  .min(1)
  .max(1000)
  .refine((ids) => new Set(ids).size === ids.length, 'must not name a letter twice');

/** Headers that a replay leaves out besides those of the death, by the names that the API shows. */
const leaveOutHeaders = z.array(z.string().max(255)).max(200).optional();

const amendBody = z
  .boolean()
  .optional()
  .describe(
    'The body is changed where its framework counts in it, as `understood.bodyChange` says; else it is sent as it came',
  );

export const replayRequest = z.strictObject({
  deadLetterIds,
  to: replayTo,
  leaveOutHeaders,
  amendBody,
  reason,
});
export type ReplayRequest = z.infer<typeof replayRequest>;

export const lettersRequest = z.strictObject({ deadLetterIds, reason });
export type LettersRequest = z.infer<typeof lettersRequest>;
