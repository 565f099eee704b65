// What could be written where the caret stands in a query: a key, a name after header. or body., a value.
import { keyNames, keys, outcomes } from './keys.ts';
import { letterStatuses } from '#lib/domain/dead-letter.ts';
import { cutQuery } from './lexer.ts';
import { quote } from './write.ts';

/** `start` to `end` is what a taken word replaces. `prefix`: what of it is written before the caret, without quotes. */
export type Place = {
  wants: 'key' | 'name' | 'value';
  /** As listQueryValues takes it: queue, header.x-tenant; with a dot at its end for names. Empty for keys. */
  key: string;
  prefix: string;
  start: number;
  end: number;
};

/** One that is offered: what it is, and what is said beside it. */
export type Offer = { word: string; note: string };

/** n.b. The look-ahead leaves one way to read quotes in a row. */
const NAME = String.raw`(?:"(?:[^"]|"")*"(?!")|[^\s"():])+`;
const VALUE = new RegExp(`^((?:header|body)\\.${NAME}|[a-z]+):(.*)$`, 'is');
const NAMES = /^(header\.|body\.(?:[^\s"():]+\.)?)([^\s"():]*)$/is;

export function placeAt(text: string, caret: number): Place {
  const token = cutQuery(text).find(
    ({ kind, start, end }) => kind === 'word' && start < caret && caret <= end,
  );
  if (token === undefined) return { wants: 'key', key: '', prefix: '', start: caret, end: caret };
  const { start, end } = token;
  const written = text.slice(start, caret);
  const [, key, value] = VALUE.exec(written) ?? [];
  if (key !== undefined && value !== undefined) {
    const prefix = value
      .replace(/^(>=|<=|>|<)/, '')
      .replace(/^"/, '')
      .replaceAll('""', '"')
      .replaceAll('*', '');
    return {
      wants: 'value',
      key: key.toLowerCase().replace(/^(header|body)\..*/is, key),
      prefix,
      start: start + key.length + 1,
      end,
    };
  }
  const [, place, name] = NAMES.exec(written) ?? [];
  if (place !== undefined && name !== undefined && !text.slice(caret, end).includes(':'))
    return {
      wants: 'name',
      key: place.toLowerCase().replace(/^body\..*/s, place),
      prefix: name,
      start: start + place.length,
      end,
    };
  return { wants: 'key', key: '', prefix: written, start, end };
}

/** Keys that begin as written. None for what cannot be one. */
export function offerKeys(prefix: string): Offer[] {
  const begun = prefix.toLowerCase();
  return keyNames
    .filter((name) => name.startsWith(begun))
    .map((name) => ({ word: name.endsWith('.') ? name : `${name}:`, note: keys[name].words }));
}

/** Whether what is written last, up to the caret, may become a key: it is no text to be looked for yet. */
export function isKeyBegun(text: string, caret: number): boolean {
  const { wants, prefix, end } = placeAt(text, caret);
  return (
    wants === 'key' && prefix !== '' && caret === end && end === text.length && offerKeys(prefix).length > 0
  );
}

/** Values that are known without asking. */
export function offerValues(key: string, prefix: string): Offer[] {
  const words: Record<string, readonly Offer[]> = {
    status: letterStatuses.map((word) => ({ word, note: '' })),
    outcome: outcomes.map((word) => ({ word, note: '' })),
    after: [
      { word: '1h', note: 'the last hour' },
      { word: '24h', note: 'the last 24 hours' },
      { word: '7d', note: 'the last 7 days' },
    ],
    before: [
      { word: '1h', note: 'more than an hour ago' },
      { word: '24h', note: 'more than 24 hours ago' },
      { word: '7d', note: 'more than 7 days ago' },
    ],
    size: [
      { word: '>20KB', note: 'over 20 KB' },
      { word: '>1MB', note: 'over 1 MB' },
    ],
    deaths: [
      { word: '>1', note: 'more than once' },
      { word: '>3', note: 'more than three times' },
    ],
    replays: [
      { word: '0', note: 'never tried again' },
      { word: '>0', note: 'tried again at least once' },
    ],
  };
  return (words[key] ?? []).filter(({ word }) => word.replace('>', '').startsWith(prefix.toLowerCase()));
}

/** The query with an offered word taken, and where the caret stands then: after a key at once, after a value behind a blank. */
export function take(text: string, place: Place, word: string): { text: string; caret: number } {
  const written = place.wants === 'key' ? word : writeWord(word, place);
  const rest = text.slice(place.end);
  const isWhole = place.wants === 'value' && !rest.startsWith(' ');
  const before = text.slice(0, place.start) + written + (isWhole ? ' ' : '');
  return { text: before + rest, caret: before.length + (place.wants === 'value' && !isWhole ? 1 : 0) };
}

function writeWord(word: string, { wants, key }: Place): string {
  if (wants === 'value') return /[\s"()*]/u.test(word) || word === '' ? quote(word) : word;
  const name = /[\s"():.]/u.test(word) ? quote(word) : word;
  return key.startsWith('body.') ? name : `${name}:`;
}
