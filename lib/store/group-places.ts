// Where letters failed, by their stacks: each is read but once, however many letters bear it.
import { placeIn, type Place } from '#lib/domain/failure-group.ts';
import { writeWords } from './array-text.ts';
import type { Run } from './insert-letters.ts';

/** Of `dead_letter l`: as bareStack (lib/domain/failure-group.ts). */
const bare = `CASE WHEN l.error_message <> '' THEN replace(l.error_stack, ': ' || l.error_message, '') ELSE l.error_stack END`;
/** Its digest; null where there is no stack. */
export const stackDigest = `encode(sha256(convert_to(${bare}, 'UTF8')), 'hex')`;

const remembered = new Map<string, Place>();
const MAX_REMEMBERED = 5000;

/** By the digests of their stacks. */
export async function findPlaces(
  run: Run,
  letters: readonly { id: string; stackDigest: string | null }[],
): Promise<ReadonlyMap<string, Place>> {
  if (remembered.size > MAX_REMEMBERED) remembered.clear();
  const unknown = new Map<string, string>();
  for (const { id, stackDigest: digest } of letters)
    if (digest !== null && !remembered.has(digest)) unknown.set(digest, id);
  if (unknown.size > 0) {
    const rows = (await run({
      name: 'read stacks',
      text: `SELECT ${stackDigest} AS digest, ${bare} AS bare FROM dead_letter l WHERE l.id = ANY($1::uuid[])`,
      values: [writeWords([...unknown.values()])],
    })) as { digest: string; bare: string }[];
    for (const row of rows) remembered.set(row.digest, placeIn(row.bare));
  }
  return remembered;
}
