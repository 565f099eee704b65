// The values that a key takes, from text: words, numbers, sizes, times. Null for what is none.
import { letterStatuses } from '#lib/domain/dead-letter.ts';
import { keys, outcomes, type CountKey, type KeyName, type NameKey } from './keys.ts';
import type { Comparison, Condition, Moment, Pattern } from './tree.ts';

export const unitBytes: Readonly<Record<string, number>> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
export const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};
/** A hundred years. */
const MAX_AGO = 36_525 * 86_400_000;

/** `text` is the value without its quotes. */
export function readValue(
  key: Exclude<KeyName, 'header.' | 'body.'>,
  { text, pattern }: { text: string; pattern: Pattern },
): Condition | null {
  const { kind } = keys[key];
  if (kind === 'name') return { kind, key: key as NameKey, pattern };
  if (kind === 'error') return { kind, pattern };
  if (kind === 'status') return pick(letterStatuses, text, (status) => ({ kind: 'status', status }));
  if (kind === 'outcome') return pick(outcomes, text, (outcome) => ({ kind: 'outcome', outcome }));
  if (kind === 'time') {
    const moment = readMoment(text);
    return moment && { kind: 'time', key: key as 'after' | 'before', moment };
  }
  const [, is = '', amount = ''] = /^(>=|<=|>|<|)(.*)$/s.exec(text) ?? [];
  const count = kind === 'size' ? readSize(amount) : readWhole(amount);
  return count === null
    ? null
    : { kind: 'count', key: key as CountKey, is: (is || '=') as Comparison, count };
}

/** What a key's value is, in words. */
export function sayKind(key: KeyName): string {
  const { kind } = keys[key];
  if (kind === 'status') return `one of ${letterStatuses.join(', ')}`;
  if (kind === 'outcome') return `one of ${outcomes.join(', ')}`;
  if (kind === 'count') return `a whole number, as in ${key}:3 or ${key}:>3`;
  if (kind === 'size') return 'a size, as in size:>20KB or size:<=1.5MB';
  if (kind === 'time')
    return `how long ago (30m, 2h, 7d) or a time (2026-11-01, 2026-11-01T10:00Z), as in ${key}:2h`;
  return 'a value, in quotes where it has blanks or brackets';
}

/** Without a zone it is UTC. */
export function readMoment(text: string): Moment | null {
  const [, amount, unit = ''] = /^(\d{1,9})(s|m|h|d|w)$/.exec(text) ?? [];
  if (amount !== undefined) {
    const ago = Number(amount) * (unitMs[unit] ?? Number.NaN);
    return ago <= MAX_AGO ? { ago } : null;
  }
  const [, day, time = 'T00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  // n.b. Date.parse takes the 30th of February for the 2nd of March.
  if (day === undefined || new Date(`${day}T00:00Z`).getUTCDate() !== Number(day.slice(8))) return null;
  const at = Date.parse(day + time + zone);
  return Number.isNaN(at) || at < 0 ? null : { at };
}

function readSize(text: string): number | null {
  const [, amount, unit = 'B'] = /^(\d{1,15}(?:\.\d{1,6})?)\s*([KMG]?B)?$/i.exec(text) ?? [];
  const bytes = Math.round(Number(amount ?? Number.NaN) * (unitBytes[unit.toUpperCase()] ?? Number.NaN));
  return Number.isSafeInteger(bytes) ? bytes : null;
}

function readWhole(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function pick<Word extends string>(
  words: readonly Word[],
  text: string,
  make: (word: Word) => Condition,
): Condition | null {
  const word = words.find((one) => one === text.toLowerCase());
  return word === undefined ? null : make(word);
}
