// What the REST API takes and answers about a body that is looked at.
import { z } from 'zod';
import { viewNames } from './body/views.ts';
import { tokenKinds } from './json-tokens.ts';

const count = z.coerce.number().int().min(0);

export const bodyQuery = z.object({
  unpacked: z
    .literal('yes')
    .optional()
    .describe('What is packed inside, up to 20 MB; more than that is refused'),
});

export const bodyWindowQuery = z.object({
  as: z
    .enum(viewNames)
    .optional()
    .describe('How to lay it out; the best way that fits where nothing is said'),
  from: count.max(100_000_000).default(0).describe('The first line that is wanted'),
  lines: count.min(1).max(2000).default(400),
  skipDeeper: count
    .max(1_000_000)
    .optional()
    .describe('Lines deeper than this are passed over at the beginning: what is folded'),
  find: z.string().max(200).optional().describe('Lines that hold this text, capitals or not'),
});
export type BodyWindowQuery = z.infer<typeof bodyWindowQuery>;

const token = z.object({
  kind: z.enum(tokenKinds),
  text: z.string(),
  cutChars: z.exactOptional(z.number()).describe('So many more characters are not shown'),
});

export const bodyWindow = z
  .object({
    as: z.enum(viewNames),
    views: z.array(z.enum(viewNames)).describe('The ways that fit'),
    unpacked: z
      .array(z.object({ encoding: z.string(), bytes: z.number(), hasMore: z.boolean() }))
      .describe(
        'What was packed around it, the outermost first, and how much of what is inside was unpacked',
      ),
    notes: z.array(z.string()).describe('What is to be known about what is shown'),
    lines: z.array(
      z.object({
        at: z.number().describe('Its place among all lines of this view, from 0'),
        number: z.string().describe('What stands in the margin'),
        depth: z.number(),
        tokens: z.array(token),
      }),
    ),
    next: z.number().nullable().describe('The line to go on from; null at the end'),
    found: z
      .object({ lines: z.array(z.number()), hasMore: z.boolean() })
      .nullable()
      .describe('Where `find` was found, the first 1,000'),
  })
  .meta({ id: 'BodyWindow' });
export type BodyWindow = z.infer<typeof bodyWindow>;
