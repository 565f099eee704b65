// What a letter's block must have for the letter to fit a query: what the index is asked.
import { slotsOf } from '#lib/domain/search-bitmap.ts';
import { writeKeyQuery } from '#lib/domain/search-keys.ts';
import { readWords } from '#lib/domain/search-text.ts';
import type { Query } from './tree.ts';

export type TextNeeds = {
  /** Of the block, as a tsquery. */
  keys: string;
  /** Of the letter. Null: nothing can be told. */
  slots: Slots | null;
  /** Texts that each letter holds; there may be others, of which it holds some. */
  terms: readonly string[];
};
export type Slots = number | { all: readonly Slots[] } | { any: readonly Slots[] };

/** Each slot is a look at each block: what tells more than this is not worth it. */
const MOST_ALL = 6;
const MOST_ANY = 10;

/** Null where letters without any of its texts may fit, too. */
export function readTextNeeds(query: Query): TextNeeds | null {
  if (query.kind === 'text') {
    const words = readWords(query.text);
    if (words.length === 0) return null;
    return { keys: writeKeyQuery(words), slots: all(slotsOf(words)), terms: [query.text] };
  }
  if (query.kind !== 'all' && query.kind !== 'any') return null;
  const read = query.of.map(readTextNeeds);
  const of = read.filter((one) => one !== null);
  const slots = of.map((one) => one.slots).filter((one) => one !== null);
  const terms = of.flatMap((one) => one.terms);
  if (query.kind === 'all')
    return of.length === 0 ? null : { keys: join(of, ' & '), slots: all(slots), terms };
  if (of.length === 0 || of.length < read.length) return null;
  return {
    keys: join(of, ' | '),
    slots: slots.length < of.length || of.length > MOST_ANY ? null : { any: slots },
    terms: of.length === 1 ? terms : [],
  };
}

function all(of: readonly Slots[]): Slots | null {
  return of.length === 0 ? null : { all: of.slice(0, MOST_ALL) };
}

function join(of: readonly TextNeeds[], by: string): string {
  return `(${of.map(({ keys }) => keys).join(by)})`;
}
