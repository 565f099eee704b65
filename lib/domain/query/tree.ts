// A query as a tree, and what each of its nodes means. Whatever judges letters by it (SQL, a plain reading) means the same.
import type { LetterStatus } from '#lib/domain/dead-letter.ts';
import type { CountKey, NameKey, Outcome } from './keys.ts';

export type Query =
  /** `all` of none is every letter, `any` has two or more. */
  | { kind: 'all'; of: readonly Query[] }
  | { kind: 'any'; of: readonly Query[] }
  /** Also what is not known does not fit: `-queue:a` finds the letters of an unknown queue too. */
  | { kind: 'not'; of: Query }
  | Condition;

export type Condition =
  /** Contained, in any case (ASCII letters at least), in what the full text covers: see lib/store/text-search.ts. */
  | { kind: 'text'; text: string }
  /** The whole name, case-sensitive; of those that have several (queue, type, id), any of them. */
  | { kind: 'name'; key: NameKey; pattern: Pattern }
  /** Contained in the error's type or in its message, in any case. */
  | { kind: 'error'; pattern: Pattern }
  | { kind: 'status'; status: LetterStatus }
  /** Of the last replay, while none is under way. */
  | { kind: 'outcome'; outcome: Outcome }
  /** `size` in bytes; `replays` counts those that were asked for, `deaths` what x-death counts. */
  | { kind: 'count'; key: CountKey; is: Comparison; count: number }
  /** Arrived at or after this, or before it. */
  | { kind: 'time'; key: 'after' | 'before'; moment: Moment }
  /** Text and whole numbers of up to 200 characters, as marks have them (lib/domain/marks.ts), case-sensitive. */
  | { kind: 'header'; name: string; pattern: Pattern }
  /**
   * In a body that is JSON, not packed, and at most 1 MB: the value at a path, case-sensitive. A number is its own characters (1.0 is
   * not 1), an object or a list too; null is not there. A number in the path counts in a list, from 0. Where a key stands twice,
   * the later counts.
   */
  | { kind: 'body'; path: readonly string[]; pattern: Pattern };

/** What stands between wildcards: ['a'] is just a, ['a', ''] begins with a, ['', ''] is anything that is there. */
export type Pattern = readonly string[];

export type Comparison = '=' | '>' | '<' | '>=' | '<=';

/** In milliseconds: a moment as `Date` has it, or so long before the query is asked. */
export type Moment = { at: number } | { ago: number };

export const everything: Query = { kind: 'all', of: [] };

/** In milliseconds since 1970. */
export function momentAt(moment: Moment, now: number): number {
  return 'at' in moment ? moment.at : now - moment.ago;
}

/** Whether a condition of this kind stands anywhere in it. */
export function isAbout(query: Query, kind: Condition['kind']): boolean {
  return holds(query, (one) => one.kind === kind);
}

/** Whether any of its conditions is such a one. */
export function holds(query: Query, is: (one: Condition) => boolean): boolean {
  if (query.kind === 'all' || query.kind === 'any') return query.of.some((one) => holds(one, is));
  return query.kind === 'not' ? holds(query.of, is) : is(query);
}
