// What an import answers.
import { z } from 'zod';

/** Refused lines that are named. */
export const MOST_TOLD = 100;

export const importResult = z
  .object({
    imported: z.number(),
    alreadyThere: z.number().describe('Letters with these ids were there, and stay as they are'),
    refused: z
      .array(z.object({ line: z.number(), why: z.string() }))
      .max(MOST_TOLD)
      .describe('Of the refused lines the first 100'),
    refusedCount: z.number(),
    isWhole: z
      .boolean()
      .describe(
        'The export’s last line came, and told as many letters as there were: false where it is cut off',
      ),
  })
  .meta({ id: 'ImportResult' });
export type ImportResult = z.infer<typeof importResult>;
