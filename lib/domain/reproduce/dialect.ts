// How a language says header values, as data, and the one walk through a header table that all of them share.
import { showUtf8, toBase64 } from '#lib/domain/bytes.ts';
import { plain } from '#lib/domain/plain-text.ts';
import type { ExactHeader, ExactValue, ScalarOf, ScalarType, Words } from './exact-headers.ts';
import type { Notes, Said } from './notes.ts';

export type Dialect = {
  name(name: Words): Said;
  scalars: { [Type in ScalarType]: (value: ScalarOf<Type>) => Said };
  array(items: string[]): string;
  table(entries: Entry[]): string;
};
/** Literals of a name and its value. */
export type Entry = readonly [name: string, value: string];

/** Literals of all headers that can be said. Of equal names the first: so RabbitMQ 4 takes them too. */
export function sayHeaders(dialect: Dialect, headers: readonly ExactHeader[], notes: Notes): Entry[] {
  return sayEntries(dialect, headers, notes, null);
}

function sayEntries(
  dialect: Dialect,
  headers: readonly ExactHeader[],
  notes: Notes,
  top: string | null,
): Entry[] {
  const known = new Set<string>();
  return headers.flatMap(({ name, value }) => {
    const about = top ?? aboutHeader(name);
    const key = typeof name === 'string' ? name : ` ${toBase64(name)}`;
    if (known.has(key)) {
      notes.add('Only the first of headers with one name is sent', about);
      return [];
    }
    known.add(key);
    const said = notes.take(dialect.name(name), about);
    const literal = said === null ? null : sayValue(dialect, value, notes, about);
    return said === null || literal === null ? [] : [[said, literal] as const];
  });
}

function sayValue(dialect: Dialect, exact: ExactValue, notes: Notes, about: string): string | null {
  if (exact.type === 'table') return dialect.table(sayEntries(dialect, exact.value, notes, about));
  if (exact.type === 'array') {
    const items = exact.value.map((one) => sayValue(dialect, one, notes, about));
    return dialect.array(items.filter((item) => item !== null));
  }
  const say = dialect.scalars[exact.type] as (value: unknown) => Said;
  return notes.take(say(exact.value), about);
}

export function aboutHeader(name: Words): string {
  return `header ${plain(typeof name === 'string' ? name : showUtf8(name), 255)}`;
}

/** What no client can send: it lies deeper than we read. */
export const tooDeep: Said = { instead: null, why: 'Nested too deeply to be written here' };
