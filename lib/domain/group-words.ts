// Failure groups in words.
import { countInWords } from './amount-words.ts';
import type { FailureGroupView } from './group-schemas.ts';
import { reasonInWords } from './reason.ts';

/** What its letters have in common, as names and values; what is not told is left out. */
export function whyGrouped({ cause }: Pick<FailureGroupView, 'cause'>): { name: string; value: string }[] {
  const { sourceQueue, errorType, pattern, file } = cause;
  return [
    { name: 'queue', value: sourceQueue ?? 'unknown' },
    { name: 'reason', value: reasonInWords(cause) },
    { name: 'error', value: errorType },
    { name: 'message', value: pattern },
    { name: 'function', value: cause.function },
    { name: 'file', value: file },
  ].flatMap(({ name, value }) => (value === null ? [] : [{ name, value }]));
}

/** “ignored until it has more than 500 letters, or more than 20 within an hour”. */
export function sayState({ state, ignoredUntil }: Pick<FailureGroupView, 'state' | 'ignoredUntil'>): string {
  if (state !== 'ignored' || ignoredUntil === null) return state;
  const { letters, perHour } = ignoredUntil;
  const until = [
    letters === null ? null : `it has more than ${countInWords(letters, 'letter')}`,
    perHour === null ? null : `more than ${perHour.toLocaleString('en-US')} come within an hour`,
  ].filter((one) => one !== null);
  return `ignored until ${until.join(', or ')}`;
}

/** A sparkline for who does not see it. */
export function sayHours(perHour: readonly number[]): string {
  const sum = perHour.reduce((all, many) => all + many, 0);
  const span =
    perHour.length % 24 === 0 && perHour.length > 24
      ? `${perHour.length / 24} days`
      : `${perHour.length} hours`;
  if (sum === 0) return `No letters in the last ${span}`;
  return `${countInWords(sum, 'letter')} in the last ${span}, at most ${Math.max(...perHour).toLocaleString('en-US')} in one hour`;
}
