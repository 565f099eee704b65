/**
 * Letters as a store of a year holds them: 300 causes in 40 queues, both by Zipf's law, bodies of 0.2 to 20 KB of words, ids and
 * numbers that differ. The same number is always the same letter.
 */
import type { Delivery } from '#lib/domain/delivery.ts';
import { deathIn, text } from '#tests/letters.ts';
import { entry, joinBytes, properties, shortstr, sized, uint, utf8 } from '#tests/wire.ts';
import { makeRandom, type Random } from './random.ts';

export const QUEUES = 40;
export const CAUSES = 300;
const SEED = 4711;
const syllables = 'ba co di fu ge ha jo ki lu me na po qua ri so tu ve wa xo yi zu tra ble shi mor den'.split(
  ' ',
);
const services = 'orders billing shipping catalog search mail invoices stock users payments'.split(' ');
const acts = 'placed paid packed changed'.split(' ');
const errors =
  'java.net.SocketTimeoutException java.lang.NullPointerException java.sql.SQLTransientConnectionException System.ArgumentNullException App\\Exceptions\\CardDeclined ValidationError ConnectionResetError IllegalStateException DeadlockDetected JsonParseException'.split(
    ' ',
  );

/** Words by Zipf's law: the first are in nearly every letter, the last in a few of a million. */
const words = Array.from({ length: 20_000 }, (_, at) => makeWord(makeRandom(at + 1)));
const wordAt = makeZipf(words.length);
const queueAt = makeZipf(QUEUES);
const causeAt = makeZipf(CAUSES);

export const queues = Array.from(
  { length: QUEUES },
  (_, at) => `${services[at % services.length]}.${acts[Math.floor(at / services.length)]}`,
);

type Cause = { queue: string; reason: string; errorType: string; message: string; stack: string };

const causes: Cause[] = Array.from({ length: CAUSES }, (_, at) => {
  const random = makeRandom(SEED + at);
  const queue = queues[queueAt(random)] ?? '';
  const errorType = random.pick(errors);
  const name = `${capital(random.pick(words))}${capital(random.pick(words))}Handler`;
  const frames = Array.from(
    { length: 6 + random.int(20) },
    (__, line) =>
      `\tat com.acme.${random.pick(words)}.${line === 0 ? name : capital(random.pick(words))}.${random.pick(words)}(${name}.java:${1 + random.int(400)})`,
  );
  return {
    queue,
    reason: at % 5 === 4 ? 'expired' : 'rejected',
    errorType,
    message: `${random.pick(words)} ${random.pick(words)} # ${random.pick(words)}`,
    stack: frames.join('\n'),
  };
});

/** The delivery of this number; its place in its session is told by whoever stores it. */
export function makeStoreLetter(number: number, seq: number): Delivery {
  const random = makeRandom(SEED + number * 7919);
  const cause = causes[causeAt(random)] as Cause;
  const order = 1_000_000 + number;
  const message = cause.message.replace('#', `order-${order} at ${random.hex(8)}`);
  const headers = joinBytes(
    deathIn(cause.queue, { reason: cause.reason, exchange: 'shop', routingKey: cause.queue }),
    text('x-tenant', `tenant-${random.int(500)}`),
    text('trace-id', random.hex(32)),
    text('published-by', `${random.pick(services)}-${random.hex(5)}`),
    entry('x-attempt', 'I', uint(4, random.int(4))),
    ...(cause.reason === 'rejected'
      ? [
          text('x-exception-message', `${cause.errorType}: ${message}`),
          text('x-exception-stacktrace', `${cause.errorType}: ${message}\n${cause.stack}`),
        ]
      : []),
  );
  return {
    queue: 'letterthief',
    seq,
    redelivered: false,
    exchange: utf8('letterthief'),
    routingKey: utf8(cause.queue),
    propertyBytes: properties({
      contentType: shortstr('application/json'),
      headers: sized(headers),
      correlationId: shortstr(random.uuid()),
      messageId: shortstr(random.uuid()),
      type: shortstr(`shop.${cause.queue}`),
      appId: shortstr('shop'),
    }),
    body: makeBody(random, order),
  };
}

/** A word that stands in about this share of the letters' bodies, by its rank. */
export const wordOfRank = (rank: number): string => words[rank] ?? '';

/** Ids and phrases of the letter of this number, as somebody would look for them. */
export function readTellingOf(number: number): { uuid: string; order: string; phrase: string } {
  const body = JSON.parse(new TextDecoder().decode(makeStoreLetter(number, 1).body)) as {
    customer: string;
    number: string;
    note: string;
  };
  return {
    uuid: body.customer,
    order: body.number,
    phrase: body.note.split(' ').slice(0, 3).join(' '),
  };
}

function makeBody(random: Random, order: number): Uint8Array {
  const bytes = Math.round(200 * 100 ** ((random.int(10_000) / 10_000) ** 2));
  const body = {
    number: `order-${order}`,
    customer: random.uuid(),
    placedAt: new Date(Date.UTC(2026, 0, 1) + random.int(2 ** 31)).toISOString(),
    total: random.int(1_000_000) / 100,
    items: Array.from({ length: Math.min(40, Math.floor(bytes / 400)) }, () => ({
      sku: random.hex(8),
      title: `${words[wordAt(random)]} ${words[wordAt(random)]}`,
      quantity: 1 + random.int(9),
    })),
    note: '',
  };
  let left = bytes - JSON.stringify(body).length;
  const note: string[] = [];
  while (left > 0) {
    const word = random.int(12) === 0 ? String(random.int(100_000)) : (words[wordAt(random)] ?? '');
    note.push(word);
    left -= word.length + 1;
  }
  body.note = note.join(' ');
  return utf8(JSON.stringify(body));
}

function makeWord(random: Random): string {
  return Array.from({ length: 2 + random.int(3) }, () => random.pick(syllables)).join('');
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Draws a rank: the n-th is drawn 1/n as often as the first. */
function makeZipf(size: number): (random: Random) => number {
  const sums: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= size; rank++) sums.push((sum += 1 / rank));
  return (random) => {
    const drawn = (random.int(2 ** 30) / 2 ** 30) * sum;
    let low = 0;
    for (let high = size - 1; low < high;) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < drawn) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
