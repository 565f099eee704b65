// What of a letter's properties and headers a replay sends: kept byte for byte but for what names its death or would hurt it.
import { canBrokerRead } from './broker-readable.ts';
import { findHeaderChanges } from './conventions/replay-rules.ts';
import { areBytesEqual, concatBytes, showUtf8, withLength, writeUtf8 } from './bytes.ts';
import { findValueEnd } from './table-entries.ts';
import { headerLabel } from './left-out.ts';
import { joinProperties, splitProperties, type PropertyName } from './properties.ts';

/** The one header that a replay adds: a letter that dies again is known by it. */
export const replayIdHeader = 'x-letterthief-replay-id';

const droppedHeaders = new Set([
  'x-death',
  'x-delivery-count',
  'x-acquired-count',
  replayIdHeader,
  // Kept, they would route the letter to other queues once more.
  'CC',
  'BCC',
]);
const droppedPrefixes = ['x-first-death-', 'x-last-death-'];
/** All that what is put back leaves out: its death is its own. */
const droppedFromPutBack = new Set([replayIdHeader, 'CC', 'BCC']);
const persistent = Uint8Array.of(2);
const noNames: ReadonlySet<string> = new Set();
const replayIdName = writeUtf8(`${String.fromCharCode(replayIdHeader.length)}${replayIdHeader}S`);

export type ReplayRewrite = {
  propertyBytes: Uint8Array;
  /** What was left out, in words for people: "header x-death", "expiration", "user_id (shop)". */
  dropped: string[];
  /** Headers that RabbitMQ could not parse: it would end the whole connection (541, measured on 3.10.8). Must not be sent. */
  unreadable: string[];
};

/** Rewrites a letter's properties for its replay, as the delivery contract's table says. Total. */
export function rewriteForReplay(options: {
  propertyBytes: Uint8Array;
  replayId: string;
  /** The user of the connection that publishes: RabbitMQ refuses any other user_id. */
  ourUser: string;
  /** As decode() names the framework that the letter was recognised by; null for none. */
  convention?: string | null;
  /** By their labels (headerLabel). */
  headerNamesAlsoDropped?: readonly string[];
  /** It goes back to its dead-letter queue: what tells of its death, and what its framework left, stays. */
  isPutBack?: boolean;
}): ReplayRewrite {
  const { values, rest, fault } = splitProperties(options.propertyBytes);
  const table = rewriteHeaders(
    values.get('headers')?.subarray(4) ?? new Uint8Array(),
    replayIdEntry(options.replayId),
    options.headerNamesAlsoDropped?.length ? new Set(options.headerNamesAlsoDropped) : noNames,
    options.isPutBack === true ? null : (options.convention ?? null),
    options.isPutBack === true ? (name) => droppedFromPutBack.has(name) : isDropped,
  );
  const dropped = table.dropped;
  const drop = (name: PropertyName, words: string) => {
    if (values.delete(name)) dropped.push(words);
  };
  const replyTo = textOf(values.get('replyTo'));
  const userId = values.get('userId')?.subarray(1);

  values.set('headers', withLength(table.entries));
  values.set('deliveryMode', persistent);
  // Restored, it would kill the letter again; RabbitMQ itself took it away when the letter died.
  drop('expiration', 'expiration');
  // A direct reply-to belongs to a channel that is long gone.
  if (replyTo.startsWith('amq.rabbitmq.reply-to')) drop('replyTo', 'reply_to');
  if (userId && !areBytesEqual(userId, writeUtf8(options.ourUser))) {
    drop('userId', `user_id (${showUtf8(userId)})`);
  }
  // Flags without their values, or values without a flag, would end the connection for every other replay too.
  if (rest.length > 0 || fault !== null) {
    dropped.push(
      `${rest.length} bytes that ${fault === null ? 'are no property' : `cannot be read (${fault})`}`,
    );
  }
  const whole = { values, otherFlags: new Uint8Array(2), rest: new Uint8Array(), fault: null };
  return { propertyBytes: joinProperties(whole), dropped, unreadable: table.unreadable };
}

type Rewritten = { entries: Uint8Array; dropped: string[]; unreadable: string[] };

/** Walks the table by its bytes: most entries are kept, and what is kept in a row is copied in one piece. */
function rewriteHeaders(
  bytes: Uint8Array,
  ownEntry: Uint8Array,
  alsoDropped: ReadonlySet<string>,
  convention: string | null,
  isDroppedName: (name: string) => boolean,
): Rewritten {
  const kept: Uint8Array[] = [];
  const dropped = new Set<string>();
  const unreadable: string[] = [];
  const changeOf = findHeaderChanges(convention);
  let keptFrom = 0;
  for (let start = 0; start < bytes.length;) {
    const tagAt = start + 1 + (bytes[start] ?? 0);
    const end = findValueEnd(bytes, tagAt);
    const next = end ?? bytes.length;
    const isNamed = changeOf !== null || alsoDropped.size > 0 || mayBeDropped(bytes[start + 1]);
    const name = isNamed ? readName(bytes, start) : null;
    const change = name === null || end === null ? null : (changeOf?.(name) ?? null);
    const reset = change?.kind === 'set anew' ? change.reset : null;
    const anew = reset?.reset(bytes.subarray(tagAt, next)) ?? null;
    const isLeftOut = name !== null && end !== null && (isDroppedName(name) || change?.kind === 'left out');
    if (isLeftOut || (name !== null && alsoDropped.has(headerLabel(name)))) {
      dropped.add(`header ${name}${end === null ? ', which cannot be read, and all behind it' : ''}`);
      kept.push(bytes.subarray(keptFrom, start));
      keptFrom = next;
    } else if (reset !== null && anew !== null) {
      dropped.add(reset.words);
      kept.push(bytes.subarray(keptFrom, tagAt), anew);
      keptFrom = next;
    } else if (end === null || (hasInside(bytes[tagAt]) && !canBrokerRead(bytes.subarray(tagAt, end))))
      unreadable.push(name ?? readName(bytes, start));
    start = next;
  }
  kept.push(bytes.subarray(keptFrom), ownEntry);
  return { entries: concatBytes(kept), dropped: [...dropped], unreadable };
}

/** By its first byte: most names need not be read. */
function mayBeDropped(first: number | undefined): boolean {
  return first === 0x78 || first === 0x43 || first === 0x42;
}

/** By its tag: of all values whose end is known, RabbitMQ may fail to read arrays, tables and numbers with a point. */
function hasInside(tag: number | undefined): boolean {
  return tag === 0x41 || tag === 0x46 || tag === 0x66 || tag === 0x64;
}

function isDropped(name: string): boolean {
  return droppedHeaders.has(name) || droppedPrefixes.some((prefix) => name.startsWith(prefix));
}

/** Empty where even the name is cut off. */
function readName(bytes: Uint8Array, start: number): string {
  const end = start + 1 + (bytes[start] ?? 0);
  return end <= bytes.length ? showUtf8(bytes.subarray(start + 1, end)) : '';
}

function replayIdEntry(id: string): Uint8Array {
  return concatBytes([replayIdName, withLength(writeUtf8(id))]);
}

function textOf(shortstr: Uint8Array | undefined): string {
  return shortstr === undefined ? '' : showUtf8(shortstr.subarray(1));
}
