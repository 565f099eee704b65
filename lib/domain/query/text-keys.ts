// What keys a letter's block must have for the letter to fit a query: what the index is asked.
import { writeKeyQuery } from '#lib/domain/search-keys.ts';
import { readWords } from '#lib/domain/search-text.ts';
import type { Query } from './tree.ts';

/** As a tsquery. Null where letters without any of its texts may fit, too. */
export function readTextKeys(query: Query): string | null {
  if (query.kind === 'text') {
    const words = readWords(query.text);
    return words.length === 0 ? null : writeKeyQuery(words);
  }
  if (query.kind === 'all') {
    const of = query.of.map(readTextKeys).filter((one) => one !== null);
    return of.length === 0 ? null : `(${of.join(' & ')})`;
  }
  if (query.kind !== 'any' || query.of.length === 0) return null;
  const of = query.of.map(readTextKeys);
  return of.some((one) => one === null) ? null : `(${of.join(' | ')})`;
}
