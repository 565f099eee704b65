// What x-death says: the journey and the origin (RabbitMQ's dlx.md; measured on 3.10). Total: any headers give an answer.
import { fromBase64, showUtf8, writeUtf8 } from './bytes.ts';
import type { Death, Header, HeaderValue, Origin } from './dead-letter.ts';

const MAX_DEATHS = 200;
/** AMQP's shortstr: no exchange, queue or routing key is longer, so a longer one is not an origin. */
const MAX_NAME_BYTES = 255;
const DELAY_QUEUE = /(^|[._-])(delay|retry|wait|backoff|DQ)s?($|[._-])/i;

/** The entries of x-death, newest first, as the broker wrote them. */
export function readDeaths(headers: readonly Header[]): Death[] {
  return readEntries(headers).map(readDeath);
}

function readEntries(headers: readonly Header[]): Header[][] {
  const entries = headers.find((header) => header.name === 'x-death' && header.type === 'array')?.value;
  if (!Array.isArray(entries)) return [];
  return (entries as HeaderValue[])
    .slice(0, MAX_DEATHS)
    .filter((entry) => entry.type === 'table')
    .map((entry) => entry.value as Header[]);
}

/** Of two fields of one name the first. In one pass: it is done for each letter that is drained. */
function readDeath(fields: readonly Header[]): Death {
  const of: Partial<Record<string, Header>> = Object.create(null) as object;
  for (const field of fields) of[field.name] ??= field;
  return {
    queue: textOfHeader(of.queue) ?? '',
    reason: textOfHeader(of.reason) ?? '',
    count: countOf(of.count),
    exchange: textOfHeader(of.exchange),
    routingKeys: rawKeysIn(of['routing-keys']).map((key) =>
      key.encoding === 'base64' ? showUtf8(bytesOf(key)) : String(key.value),
    ),
    firstDiedAt: timeOf(of.time),
    originalExpiration: textOfHeader(of['original-expiration']),
  };
}

/**
 * The death that tells where the letter belongs: the newest that a consumer or a full queue caused; `expired` entries of delay
 * queues belong to a retry loop and would mislead.
 */
function chooseDeath(deaths: readonly Death[]): Death | undefined {
  return (
    deaths.find((one) => one.reason !== 'expired') ??
    deaths.find((one) => !DELAY_QUEUE.test(one.queue)) ??
    deaths[0]
  );
}

/**
 * Where the letter was when it died in its source queue. Its routing key is shown as text even where text cannot hold it:
 * findExactKey has its bytes. An exchange that is not named is not the default one: then the origin is unknown.
 */
export function findOrigin(headers: readonly Header[], deaths: readonly Death[]): Origin {
  const death = chooseDeath(deaths);
  if (death === undefined) return { sourceQueue: null, exchange: null, routingKey: null, reason: null };
  const exchange = nameOrNull(death.exchange);
  const key = keyTextAt(headers, deaths.indexOf(death));
  const isKnown = exchange !== null && key !== null;
  return {
    sourceQueue: nameOrNull(death.queue) || null,
    exchange: isKnown ? exchange : null,
    routingKey: isKnown ? key : null,
    reason: nameOrNull(death.reason) || null,
  };
}

/** The origin's routing key to the byte, where x-death tells it. */
export function findExactKey(headers: readonly Header[]): Uint8Array | null {
  const deaths = readDeaths(headers);
  const death = chooseDeath(deaths);
  return death === undefined ? null : exactKeyAt(headers, deaths.indexOf(death));
}

/** As it is shown; null for one that is too long to be a key. */
function keyTextAt(headers: readonly Header[], index: number): string | null {
  const chosen = readEntries(headers)[index];
  const [first] = chosen ? rawKeysOf(chosen) : [];
  if (first === undefined) return null;
  if (first.encoding !== 'base64') return nameOrNull(String(first.value));
  const bytes = bytesOf(first);
  return bytes.length > MAX_NAME_BYTES ? null : showUtf8(bytes);
}

function exactKeyAt(headers: readonly Header[], index: number): Uint8Array | null {
  const chosen = readEntries(headers)[index];
  const [first] = chosen ? rawKeysOf(chosen) : [];
  const key = first ? bytesOf(first) : null;
  return key !== null && key.length > MAX_NAME_BYTES ? null : key;
}

/** The sum of all counts, as far as an int32 goes. */
export function countDeaths(deaths: readonly Death[]): number {
  return Math.min(
    deaths.reduce((sum, death) => sum + death.count, 0),
    2 ** 31 - 1,
  );
}

/** A header's text, or null when it is missing or no UTF-8 text. */
export function textOf(headers: readonly Header[], name: string): string | null {
  return textOfHeader(headers.find((one) => one.name === name));
}

export function textOfHeader(header: HeaderValue | undefined): string | null {
  return typeof header?.value === 'string' && header.type === 'longstr' && header.encoding === undefined
    ? header.value
    : null;
}

function countOf(field: Header | undefined): number {
  const count = Number(field?.value ?? 1);
  return Number.isSafeInteger(count) && count > 0 ? count : 1;
}

function rawKeysOf(fields: readonly Header[]): HeaderValue[] {
  return rawKeysIn(fields.find((field) => field.name === 'routing-keys'));
}

function rawKeysIn(field: Header | undefined): HeaderValue[] {
  if (!Array.isArray(field?.value)) return [];
  return (field.value as HeaderValue[]).slice(0, MAX_DEATHS).filter((key) => key.type === 'longstr');
}

function bytesOf({ value, encoding }: HeaderValue): Uint8Array {
  return encoding === 'base64' ? fromBase64(String(value)) : writeUtf8(String(value));
}

function timeOf(field: Header | undefined): string | null {
  if (field?.type !== 'timestamp') return null;
  if (field.value !== lastTime.seconds)
    lastTime = { seconds: field.value, iso: isoOf(Number(field.value) * 1000) };
  return lastTime.iso;
}

/** Letters that die one after the other die in the same second, and writing a time costs more than the rest of a death. */
let lastTime: { seconds: HeaderValue['value']; iso: string | null } = { seconds: '0', iso: isoOf(0) };

function isoOf(ms: number): string | null {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null;
}

function nameOrNull(name: string | null): string | null {
  // A UTF-16 unit is three bytes at most.
  if (name === null || name.length * 3 <= MAX_NAME_BYTES) return name;
  return writeUtf8(name).length > MAX_NAME_BYTES ? null : name;
}
