// Takes properties and header tables apart by code that shares nothing with ours, and says what a replay must be, byte for byte.
import { joinBytes, sized, uint, utf8 } from './wire.ts';

type RawEntry = { name: string; bytes: Uint8Array };

/** Names as latin1, one letter a byte. Throws at a tag it does not know and at bytes that are cut off. */
function splitTable(table: Uint8Array): RawEntry[] {
  const bytes = Buffer.from(table);
  const entries: RawEntry[] = [];
  for (let at = 0; at < bytes.length;) {
    const valueAt = at + 1 + bytes.readUInt8(at);
    const end = valueAt + 1 + sizeOf(bytes, valueAt);
    if (end > bytes.length) throw new Error(`The header at byte ${at} is cut off`);
    entries.push({ name: bytes.toString('latin1', at + 1, valueAt), bytes: bytes.subarray(at, end) });
    at = end;
  }
  return entries;
}

function sizeOf(bytes: Buffer, tagAt: number): number {
  const tag = bytes.toString('latin1', tagAt, tagAt + 1);
  if (tag === 'V') return 0;
  if ('tbB'.includes(tag)) return 1;
  if ('su'.includes(tag)) return 2;
  if ('Iif'.includes(tag)) return 4;
  if (tag === 'D') return 5;
  if ('lLdT'.includes(tag)) return 8;
  if ('SxAF'.includes(tag)) return 4 + bytes.readUInt32BE(tagAt + 1);
  throw new Error(`Tag ${JSON.stringify(tag)} at byte ${tagAt}`);
}

/** A message's properties in the order of their flags, lengths included. */
function splitMessage(propertyBytes: Uint8Array): (Uint8Array | null)[] {
  const bytes = Buffer.from(propertyBytes);
  const flags = bytes.readUInt16BE(0);
  if (flags & 3) throw new Error('More flags follow: no property of basic');
  let at = 2;
  const values = [...'sstbbsssslssss'].map((kind, place) => {
    if (!(flags & (0x8000 >> place))) return null;
    const start = at;
    if (kind === 's') at += 1 + bytes.readUInt8(at);
    else if (kind === 't') at += 4 + bytes.readUInt32BE(at);
    else at += kind === 'l' ? 8 : 1;
    if (at > bytes.length) throw new Error('A property is cut off');
    return bytes.subarray(start, at);
  });
  if (at !== bytes.length) throw new Error(`${bytes.length - at} bytes follow the last property`);
  return values;
}

/** A message's header entries; none where it has no table. */
function headersOf(propertyBytes: Uint8Array): RawEntry[] {
  return splitTable(splitMessage(propertyBytes)[2]?.subarray(4) ?? new Uint8Array());
}

const places = { headers: 2, deliveryMode: 3, replyTo: 6, expiration: 7, userId: 11 };
const gone = ['x-death', 'x-delivery-count', 'x-acquired-count', 'x-letterthief-replay-id', 'CC', 'BCC'];

/**
 * What the delivery contract's table makes of a dead letter's properties. `isSorted`: as it comes from a broker that sorts
 * the headers of whatever is published.
 */
export function expectedReplay(
  deadLetter: Uint8Array,
  replayId: string,
  ourUser: string,
  isSorted = false,
): Uint8Array {
  const values = splitMessage(deadLetter);
  const kept = headersOf(deadLetter).filter(
    ({ name }) => !gone.includes(name) && !/^x-(first|last)-death-/.test(name),
  );
  const name = utf8('x-letterthief-replay-id');
  const ours = joinBytes([name.length], name, utf8('S'), sized(replayId));
  const entries = [...kept, { name: 'x-letterthief-replay-id', bytes: ours }];
  if (isSorted) entries.sort((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)));
  values[places.headers] = sized(Buffer.concat(entries.map(({ bytes }) => bytes)));
  values[places.deliveryMode] = Uint8Array.of(2);
  values[places.expiration] = null;
  const text = (place: number) => Buffer.from(values[place] ?? [0]).toString('latin1', 1);
  if (text(places.replyTo).startsWith('amq.rabbitmq.reply-to')) values[places.replyTo] = null;
  if (text(places.userId) !== ourUser) values[places.userId] = null;
  return joinMessage(values);
}

/**
 * What a queue hands out of what was published. RabbitMQ 3.10 leaves it alone; from 4 on the headers are there by name, each
 * name once, and the int64 tag "L" has become "l".
 */
export function asQueued(published: Uint8Array, brokerMajor: number): Uint8Array {
  if (brokerMajor < 4) return published;
  const values = splitMessage(published);
  // Latin1 sorts as the bytes do. The first of one name stays.
  const kept = headersOf(published)
    .filter(({ name }, at, all) => all.findIndex((other) => other.name === name) === at)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  values[places.headers] = sized(Buffer.concat(kept.map(withPlainInt64)));
  return joinMessage(values);
}

function withPlainInt64({ name, bytes }: RawEntry): Uint8Array {
  const tagAt = 1 + name.length;
  return bytes[tagAt] === 0x4c
    ? joinBytes(bytes.subarray(0, tagAt), utf8('l'), bytes.subarray(tagAt + 1))
    : bytes;
}

function joinMessage(values: readonly (Uint8Array | null)[]): Uint8Array {
  const flags = values.reduce((sum, value, place) => sum | (value === null ? 0 : 0x8000 >> place), 0);
  return Buffer.concat([uint(2, flags), ...values.filter((value) => value !== null)]);
}
