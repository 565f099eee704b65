// How far the index of the search has come, and how that is said.
import { z } from 'zod';
import { bytesInWords } from './amount-words.ts';
import type { DeadLetterDetail, DeadLetterSummary } from './dead-letter.ts';
import { MAX_SEARCHED_BODY } from './search-text.ts';
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

/** What is looked through of a body that the index has not read yet (lib/store/text-search.ts). */
const LOOKED_THROUGH = 4096;

/** What of a letter the search does not find, for who reads it; null where there is nothing to say. */
export function saySearched({
  searched,
  bodyBytes,
}: Pick<DeadLetterDetail & DeadLetterSummary, 'searched' | 'bodyBytes'>): string | null {
  if (searched === 'whole') return null;
  if (searched === 'not yet')
    return bodyBytes > LOOKED_THROUGH
      ? 'The search has not read this body yet: until then it finds what stands in its first 4 KB.'
      : null;
  return bodyBytes > MAX_SEARCHED_BODY
    ? `The search finds what stands in the first ${bytesInWords(MAX_SEARCHED_BODY)} of this body, and nothing behind.`
    : `The search finds only what this letter begins with: it is too long, unpacked, to be read to its end.`;
}
