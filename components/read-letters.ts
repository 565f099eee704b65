// Reads loaded letters again: a few one by one, many by walking the span of time in which they arrived.
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { getLetter, getLetters } from './api.ts';

const FEW = 8;
const PAGE = 200;
const MAX_PAGES = 25;

/** What could not be read is left out: it is read again when something changes again. */
export async function readLetters(letters: readonly DeadLetterSummary[]): Promise<DeadLetterSummary[]> {
  if (letters.length <= FEW) {
    const answers = await Promise.all(letters.map((letter) => getLetter(letter.id)));
    return answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
  }
  const wanted = new Set(letters.map((letter) => letter.id));
  const found: DeadLetterSummary[] = [];
  const query = spanOf(letters);
  for (let page = 0; page < MAX_PAGES && found.length < wanted.size; page += 1) {
    const answer = await getLetters(query);
    if (!answer.ok) return found;
    found.push(...answer.value.items.filter((letter) => wanted.has(letter.id)));
    if (answer.value.nextCursor === null) return found;
    query.set('cursor', answer.value.nextCursor);
  }
  return found;
}

function spanOf(letters: readonly DeadLetterSummary[]): URLSearchParams {
  const times = letters.map((letter) => Date.parse(letter.arrivedAt));
  const first = times.reduce((a, b) => Math.min(a, b));
  const last = times.reduce((a, b) => Math.max(a, b));
  const query = new URLSearchParams({
    limit: String(PAGE),
    after: new Date(first).toISOString(),
    before: new Date(last + 1).toISOString(),
  });
  const queue = letters[0]?.sourceQueue;
  if (queue && letters.every((letter) => letter.sourceQueue === queue)) query.set('queue', queue);
  return query;
}
