// What a replay leaves out, for showing it before it happens. A test holds it against rewriteForReplay, which does it.
import { findHeaderChanges } from './conventions/replay-rules.ts';
import type { Properties } from './dead-letter.ts';
import { plain } from './plain-text.ts';
import { isWrapper } from './unwrap.ts';

const NAMES = new Set([
  'x-death',
  'x-delivery-count',
  'x-acquired-count',
  'x-letterthief-replay-id',
  'CC',
  'BCC',
]);
const PREFIXES = ['x-first-death-', 'x-last-death-'];

/** What a replay of a letter of this convention does to a header, in words; null where it is sent as it is. */
export function sayHeaderChanges(convention: string | null): (name: string) => string | null {
  const changeOf = findHeaderChanges(convention);
  const isWrapped = isWrapper(convention);
  return (name) => {
    if (isWrapped || NAMES.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix)))
      return 'left out on replay';
    const change = changeOf?.(name) ?? null;
    if (change === null) return null;
    return change.kind === 'left out' ? 'left out on replay' : `${change.reset.onReplay} on replay`;
  };
}

/** What a replay does to a property, or null when it is sent as it is. */
export function changeOnReplay(name: keyof Properties, value: string): string | null {
  if (name === 'expiration') return 'left out on replay';
  if (name === 'userId') return 'left out on replay, unless LetterThief publishes as this user';
  if (name === 'replyTo' && value.startsWith('amq.rabbitmq.reply-to')) return 'left out on replay';
  if (name === 'deliveryMode' && value !== '2') return 'a replay is persistent';
  return null;
}

/** A header's name as it is shown and asked to be left out: text cannot hold all that a name may. */
export function headerLabel(name: string): string {
  return plain(name, 255);
}
