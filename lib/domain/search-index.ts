// How far the index of the search has come, and how that is said.
import { z } from 'zod';
import { ageInWords } from './time-words.ts';

export const searchIndex = z
  .object({
    doneUntil: z.iso
      .datetime()
      .nullable()
      .describe('Letters that came before are indexed, once it is complete'),
    isComplete: z.boolean().describe('Letters from before the index was made are in it too'),
  })
  .meta({ id: 'SearchIndex' });
export type SearchIndex = z.infer<typeof searchIndex>;

const LATE_MS = 5000;

/** Null where there is nothing to say: it is as new as the list. What is not indexed is looked through all the same. */
export function sayIndexed({ doneUntil, isComplete }: SearchIndex, nowMs: number): string | null {
  if (doneUntil === null) return 'not indexed yet: every letter is looked through';
  const lateMs = nowMs - Date.parse(doneUntil);
  if (!isComplete)
    return 'older letters are still being indexed; they are looked through, which takes longer';
  return lateMs > LATE_MS ? `indexed to ${ageInWords(lateMs)} ago; what came since is looked through` : null;
}
