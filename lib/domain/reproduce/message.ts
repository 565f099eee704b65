// The message that a letter is reproduced by: what a replay would send, but for what a replay adds.
import { readUtf8, toBase64 } from '#lib/domain/bytes.ts';
import { findExactRoutingKey } from '#lib/domain/exact-key.ts';
import { headerLabel } from '#lib/domain/left-out.ts';
import { splitProperties, type PropertyName } from '#lib/domain/properties.ts';
import { replayIdHeader, rewriteForReplay, type ReplayRewrite } from '#lib/domain/replay-plan.ts';
import { isWrapper, unwrap } from '#lib/domain/unwrap.ts';
import { readExactHeaders, type ExactHeader, type Words } from './exact-headers.ts';
import type { Notes } from './notes.ts';

export type ReproducedLetter = {
  id: string;
  exchange: string | null;
  routingKey: string | null;
  sourceQueue: string | null;
  /** As decode() names it. */
  convention: string | null;
  propertyBytes: Uint8Array;
  /** Null where it is larger than MAX_INLINE. */
  body: Uint8Array | null;
};

export type TextProperty = Exclude<PropertyName, 'headers' | 'deliveryMode' | 'priority' | 'timestamp'>;
export type ExactProperty =
  | { name: TextProperty; value: Words }
  | { name: 'deliveryMode' | 'priority'; value: number }
  | { name: 'timestamp'; value: bigint };

export type Message = {
  exchange: string;
  routingKey: Words;
  properties: ExactProperty[];
  headers: ExactHeader[];
  /** Of the whole header table. */
  headerBytes: number;
  body: BodyForm;
};

/** As text where that can be read, as base64, or in a file of its own that one downloads. */
export type BodyForm = { kind: 'text'; text: string } | { kind: 'base64'; base64: string } | { kind: 'file' };

const MAX_TEXT = 16 * 1024;

/** Null where a framework's error message holds a message that cannot be read. Total. */
export function readMessage(letter: ReproducedLetter, notes: Notes): Message | null {
  const whole = { propertyBytes: letter.propertyBytes, body: letter.body ?? new Uint8Array() };
  const inside = isWrapper(letter.convention) ? unwrap(letter.convention, whole) : whole;
  if (inside === null) return null;
  if (inside !== whole) notes.add(`This is the message inside of ${letter.convention}’s error message`);
  const isInFile = letter.body === null && inside.body === whole.body;
  const { propertyBytes, dropped } = rewrite(inside.propertyBytes, letter.convention);
  if (dropped.length > 0) notes.add(`As by a replay, left out or set anew: ${sayFirst(dropped)}`);
  const { values } = splitProperties(propertyBytes);
  // A replay is persistent; this is the message as it was.
  const mode = splitProperties(inside.propertyBytes).values.get('deliveryMode');
  if (mode === undefined) values.delete('deliveryMode');
  else values.set('deliveryMode', mode);
  // Whoever connects is another user there.
  values.delete('userId');
  const table = values.get('headers')?.subarray(4) ?? new Uint8Array();
  return {
    ...destinationOf(letter, inside.propertyBytes, notes),
    properties: [...values].flatMap(([name, value]) => readProperty(name, value)),
    headers: readExactHeaders(table).filter(({ name }) => name !== replayIdHeader),
    headerBytes: table.length,
    body: isInFile ? { kind: 'file' } : formOf(inside.body),
  };
}

/** RabbitMQ would refuse what it cannot read, on any machine. */
function rewrite(propertyBytes: Uint8Array, convention: string | null): ReplayRewrite {
  const options = { propertyBytes, convention, replayId: '', ourUser: '' };
  const once = rewriteForReplay(options);
  if (once.unreadable.length === 0) return once;
  return rewriteForReplay({ ...options, headerNamesAlsoDropped: once.unreadable.map(headerLabel) });
}

function destinationOf(
  { exchange, routingKey, sourceQueue }: ReproducedLetter,
  propertyBytes: Uint8Array,
  notes: Notes,
): Pick<Message, 'exchange' | 'routingKey'> {
  if (exchange !== null && routingKey !== null)
    return { exchange, routingKey: findExactRoutingKey(routingKey, propertyBytes) };
  if (sourceQueue !== null) {
    notes.add('Where it was published is not known: it goes straight to the queue where it failed');
    return { exchange: '', routingKey: sourceQueue };
  }
  notes.add('Neither where it was published nor the queue is known: put yours for my-queue');
  return { exchange: '', routingKey: 'my-queue' };
}

function readProperty(name: PropertyName, bytes: Uint8Array): ExactProperty[] {
  if (name === 'headers') return [];
  if (name === 'deliveryMode' || name === 'priority') return [{ name, value: bytes[0] ?? 0 }];
  if (name === 'timestamp') {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return [{ name, value: view.getBigUint64(0) }];
  }
  const text = bytes.subarray(1);
  return [{ name, value: readUtf8(text) ?? text }];
}

function formOf(body: Uint8Array): BodyForm {
  const text = body.length <= MAX_TEXT ? readUtf8(body) : null;
  // oxlint-disable-next-line no-control-regex -- a text with controls is none that one reads
  if (text !== null && !/[\0-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text))
    return { kind: 'text', text };
  return { kind: 'base64', base64: toBase64(body) };
}

function sayFirst(words: readonly string[]): string {
  const first = words.slice(0, 10).join(', ');
  return words.length > 10 ? `${first} and ${words.length - 10} more` : first;
}

/** As AMQP names a property: content_type. */
export function wireName(name: PropertyName): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
