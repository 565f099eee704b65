// The plain reading: whether a letter fits a query, judged in memory. What the SQL answers is compared with it.
import { firstIdAt } from '#lib/domain/cursor.ts';
import type { LetterStatus } from '#lib/domain/dead-letter.ts';
import type { Mark } from '#lib/domain/marks.ts';
import { holdsText } from '#lib/domain/search-text.ts';
import { valueAt } from './json-value.ts';
import type { NameKey, Outcome } from './keys.ts';
import { momentAt, type Comparison, type Condition, type Pattern, type Query } from './tree.ts';

export type LetterFacts = {
  id: string;
  deadLetterQueue: string;
  sourceQueue: string | null;
  exchange: string | null;
  routingKey: string | null;
  reason: string | null;
  status: LetterStatus;
  outcome: Outcome | null;
  errorType: string | null;
  errorMessage: string | null;
  messageType: string | null;
  convention: string | null;
  groupId: string | null;
  /** Of its group: a person or a team. */
  owner: string | null;
  replays: number;
  deaths: number;
  size: number;
  marks: readonly Mark[];
  /** Null where it lies in parts. */
  body: Uint8Array | null;
  /** What free text is looked for in. */
  words: string;
};

/** `now` in milliseconds: what "2h ago" means. */
export function fits(query: Query, letter: LetterFacts, now: number): boolean {
  if (query.kind === 'all') return query.of.every((one) => fits(one, letter, now));
  if (query.kind === 'any') return query.of.some((one) => fits(one, letter, now));
  if (query.kind === 'not') return !fits(query.of, letter, now);
  return judge(query, letter, now);
}

function judge(one: Condition, letter: LetterFacts, now: number): boolean {
  if (one.kind === 'text') return holdsText(letter, one.text);
  if (one.kind === 'name') return namesOf(letter, one.key).some((name) => isLike(name, one.pattern));
  if (one.kind === 'error')
    return [letter.errorType, letter.errorMessage].some((text) =>
      isLike(text?.toLowerCase() ?? null, ['', ...one.pattern.map((piece) => piece.toLowerCase()), '']),
    );
  if (one.kind === 'status') return letter.status === one.status;
  if (one.kind === 'outcome') return letter.outcome === one.outcome;
  if (one.kind === 'count') return compare(letter[one.key], one.is, one.count);
  if (one.kind === 'time') {
    const isAfter = letter.id >= firstIdAt(new Date(momentAt(one.moment, now)));
    return one.key === 'after' ? isAfter : !isAfter;
  }
  if (one.kind === 'header')
    return markedWith(letter, `header.${one.name}`).some((value) => isLike(value, one.pattern));
  const text = letter.body === null ? null : readText(letter.body);
  return text !== null && isLike(valueAt(text, one.path), one.pattern);
}

function namesOf(letter: LetterFacts, key: NameKey): (string | null)[] {
  if (key === 'queue') return [letter.sourceQueue, letter.deadLetterQueue];
  if (key === 'source') return [letter.sourceQueue];
  if (key === 'key') return [letter.routingKey];
  if (key === 'type') return [letter.messageType, ...markedWith(letter, 'type')];
  if (key === 'app') return markedWith(letter, 'app_id');
  if (key === 'id')
    return [letter.id, ...markedWith(letter, 'message_id'), ...markedWith(letter, 'correlation_id')];
  if (key === 'group') return [letter.groupId];
  return [letter[key]];
}

function markedWith(letter: LetterFacts, name: string): string[] {
  return letter.marks.filter((mark) => mark.name === name).map(({ value }) => value);
}

/** Not a regular expression: a hostile pattern costs no more than its length times the text's. */
export function isLike(text: string | null, pattern: Pattern): boolean {
  const [first = '', ...rest] = pattern;
  if (text === null) return false;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return text.length - at >= last.length && text.endsWith(last);
}

function compare(count: number, is: Comparison, with_: number): boolean {
  if (is === '=') return count === with_;
  if (is === '>') return count > with_;
  if (is === '<') return count < with_;
  return is === '>=' ? count >= with_ : count <= with_;
}

function readText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
