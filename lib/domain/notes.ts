// What people write on a letter or a group: as it is asked for, and as pages and the REST API show it.
import { z } from 'zod';
import { MAX_NOTE } from './note-bounds.ts';

/** Plain text. n.b. Postgres keeps no NUL, and half a surrogate pair would come back as another character. */
export const noteRequest = z.strictObject({
  text: z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(MAX_NOTE, `has more than ${MAX_NOTE.toLocaleString('en-US')} characters`)
    .refine((text) => !/[\0\p{Cs}]/u.test(text), 'holds a NUL, or half a character'),
});
export type NoteRequest = z.infer<typeof noteRequest>;

export const noteView = z
  .object({
    id: z.uuid(),
    deadLetterId: z.uuid().nullable().describe('The letter that it lies on'),
    groupId: z.uuid().nullable().describe('Or the failure group'),
    text: z.string(),
    by: z.string(),
    byKind: z.enum(['person', 'token', 'worker', 'system']),
    isMine: z.boolean().describe('Written by who asks, who may then change it'),
    at: z.iso.datetime(),
    changedAt: z.iso.datetime().nullable(),
    version: z.string().describe('Of what stands here, for If-Match'),
  })
  .meta({ id: 'Note' });
export type NoteView = z.infer<typeof noteView>;
