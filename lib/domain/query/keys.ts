// The keys of the query language: what kind of value each takes, an example, and what it looks at, in words.
import { letterStatuses } from '#lib/domain/dead-letter.ts';

export const outcomes = ['confirmed', 'returned', 'nacked', 'refused', 'unknown', 'cancelled'] as const;
export type Outcome = (typeof outcomes)[number];

export type KeyKind = 'name' | 'error' | 'status' | 'outcome' | 'count' | 'size' | 'time' | 'header' | 'body';
export type Key = { kind: KeyKind; example: string; words: string };

const table = {
  queue: { kind: 'name', example: 'queue:shop.*', words: 'the source queue or the dead-letter queue' },
  source: { kind: 'name', example: 'source:shop.checkout', words: 'the queue it died in' },
  exchange: { kind: 'name', example: 'exchange:shop', words: 'the exchange it was published to' },
  key: { kind: 'name', example: 'key:order.placed', words: 'its routing key' },
  reason: { kind: 'name', example: 'reason:rejected', words: 'why it died: rejected, expired, maxlen …' },
  status: { kind: 'status', example: 'status:open', words: letterStatuses.join(', ') },
  outcome: { kind: 'outcome', example: 'outcome:returned', words: 'what came of its last replay' },
  error: { kind: 'error', example: 'error:"card declined"', words: 'in the error’s type or message' },
  group: { kind: 'name', example: 'group:…', words: 'the failure group’s id' },
  owner: { kind: 'name', example: 'owner:checkout', words: 'who owns its source queue' },
  type: { kind: 'name', example: 'type:OrderPlaced', words: 'the message’s type' },
  app: { kind: 'name', example: 'app:shop', words: 'the application that published it' },
  id: { kind: 'name', example: 'id:4711', words: 'the letter’s, message’s or correlation id' },
  convention: { kind: 'name', example: 'convention:pigeon', words: 'the framework whose marks it bears' },
  replays: { kind: 'count', example: 'replays:>2', words: 'how often it was tried again' },
  deaths: { kind: 'count', example: 'deaths:>3', words: 'how often it died' },
  size: { kind: 'size', example: 'size:>1MB', words: 'how large its body is' },
  after: { kind: 'time', example: 'after:2h', words: 'arrived since: 30m, 2h, 7d ago, or a time' },
  before: { kind: 'time', example: 'before:2026-11-01T10:00Z', words: 'arrived before a time' },
  'header.': { kind: 'header', example: 'header.x-tenant:acme', words: 'a header of this name' },
  'body.': { kind: 'body', example: 'body.customer.id:443', words: 'a value in a JSON body' },
} as const satisfies Record<string, Key>;

export type KeyName = keyof typeof table;
export const keys: Readonly<Record<KeyName, Key>> = table;
export const keyNames = Object.keys(table) as readonly KeyName[];

type Of<Kind extends KeyKind> = {
  [Name in KeyName]: (typeof table)[Name]['kind'] extends Kind ? Name : never;
}[KeyName];
export type NameKey = Of<'name'>;
export type CountKey = Of<'count' | 'size'>;

export function isKey(name: string): name is KeyName {
  return Object.hasOwn(table, name);
}
