// Foreign text for ways out other than Slack: made visible, cut with a count. What a format gives a meaning is escaped by its builder.
import { countInWords } from '#lib/domain/amount-words.ts';
import { showUnprintable } from '#lib/domain/show-unprintable.ts';

/** One line of at most `max` characters, and a count of what was cut. */
export function sayLine(text: string, max: number): string {
  return cut(showUnprintable(text.replaceAll('\r', '\n')).replace(/\s+/g, ' ').trim(), max, ' ');
}

/** Lines as they came, of at most `max` characters in all, and a count of what was cut. Empty for blank text. */
export function sayLines(text: string, max: number): string {
  const lines = showUnprintable(text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n'));
  return cut(lines.trim() === '' ? '' : lines.trimEnd(), max, '\n');
}

/** For programs: as it came, but for what Postgres' jsonb and strict JSON readers refuse, NUL and lone surrogates. */
export function keepText(text: string, max: number): string {
  return cut(text.replaceAll('\0', '␀').replace(/\p{Cs}/gu, '\uFFFD'), max, '\n');
}

/** Whole code points only. */
function cut(text: string, max: number, gap: string): string {
  if (text.length <= max) return text;
  let points = 0;
  let end = 0;
  for (const point of text) {
    points += 1;
    if (points <= max) end += point.length;
  }
  return points <= max
    ? text
    : `${text.slice(0, end).trimEnd()}${gap}… ${countInWords(points - max, 'more character')}`;
}
