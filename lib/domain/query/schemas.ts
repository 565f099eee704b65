// What the REST API asks and answers about finding letters: counts, and the values that a key can have.
import { z } from 'zod';

export const letterCount = z
  .object({
    count: z.number().describe('How many letters match the filter'),
    isExact: z.boolean().describe('False where counting took too long: then an estimate'),
  })
  .meta({ id: 'LetterCount' });
export type LetterCount = z.infer<typeof letterCount>;

const text = z
  .string()
  .max(500)
  .refine((value) => !value.includes('\0'), 'must not contain NUL');

export const queryValuesQuery = z.object({
  key: text
    .min(1)
    .describe(
      'As in a query: queue, header.x-tenant, body.customer.id. One that ends in a dot asks for names: header., body., body.customer.',
    ),
  prefix: text.default('').describe('What the values begin with, or hold, in any case'),
});

export const queryValues = z
  .object({
    items: z
      .array(
        z.object({
          value: z.string(),
          count: z.number().nullable().describe('Null for one that only older letters have'),
        }),
      )
      .describe('At most 20, the most frequent first'),
    lookedAt: z.number().describe('Of how many of the newest letters these are the counts'),
    isExact: z.boolean().describe('Those were all letters'),
  })
  .meta({ id: 'QueryValues' });
export type QueryValues = z.infer<typeof queryValues>;
