// Saved views: a filter and its columns under a name, as asked for and as shown.
import { z } from 'zod';
import { readInbox } from './inbox-query.ts';

export const MAX_VIEWS = 200;
const MAX_QUERY = 8000;

const name = z
  .string()
  .trim()
  .min(1, 'is empty')
  .max(100, 'has more than 100 characters')
  .refine((text) => !/[\p{Cc}\p{Surrogate}]/u.test(text), 'holds a character that no name has');

/** As the inbox's address has it behind the “?”; written anew, so that equal ones are equal. */
const query = z
  .string()
  .max(MAX_QUERY)
  .transform((text, context) => {
    const read = readInbox(Object.fromEntries(new URLSearchParams(text)), { isStrict: true });
    for (const message of read.faults) context.addIssue({ code: 'custom', message });
    return read.query;
  })
  .describe('As the inbox’s address has it: filter and columns');

export const viewRequest = z.strictObject({ name, query, isShared: z.boolean().default(false) });
export type ViewRequest = z.infer<typeof viewRequest>;

export const viewChange = z
  .strictObject({ name: name.optional(), query: query.optional(), isShared: z.boolean().optional() })
  .refine((change) => Object.keys(change).length > 0, 'says nothing');
export type ViewChange = z.infer<typeof viewChange>;

export const savedView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    query: z.string().describe('Behind the “?” of the inbox’s address'),
    isShared: z.boolean().describe('Everybody sees it'),
    owner: z.string(),
    isMine: z.boolean(),
    mayChange: z.boolean(),
    createdAt: z.iso.datetime(),
    changedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'SavedView' });
export type SavedView = z.infer<typeof savedView>;
