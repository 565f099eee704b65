// A delivery, understood: everything that is derived from its bytes. Total: it cannot throw, whatever came over the wire.
import { readClues, type Letter, type Told } from './conventions/clues.ts';
import type { Understanding } from './conventions/convention.ts';
import { bodyKeys, readHeaders, readLetter, understand } from './conventions/registry.ts';
import type { Death, Header, Origin } from './dead-letter.ts';
import { countDeaths, findOrigin } from './deaths.ts';
import { isId } from './ids.ts';
import { readRanges } from './field-table.ts';
import { digestRanges, findRanges, joinRanges, wantNames } from './find-entries.ts';
import { findHeaders } from './properties.ts';
import { plain } from './plain-text.ts';
import { replayIdHeader } from './replay-plan.ts';

/** The derived columns of a letter. Texts hold no NUL and no lone surrogate, so Postgres takes them. */
export type Derived = Origin & {
  deaths: number;
  errorType: string | null;
  errorMessage: string | null;
  errorStack: string | null;
  /** The framework whose marks it bears, what that calls the message, and how often it tried. */
  convention: string | null;
  messageType: string | null;
  attempts: number | null;
  /** The replay that this letter came back from. */
  cameFromReplayId: string | null;
};

const MAX_ERROR_TEXT = 65_536;
const MAX_TYPE = 300;

/** The headers that tell of it: the others are not looked into while draining. */
const telling = wantNames(new Set([replayIdHeader, ...readHeaders]));

/**
 * In a flood many letters tell the same: what was read of it before is taken again. Remembered is what comes a second time, by its
 * bytes; of what came once a digest is enough, so that letters which are each another pay next to nothing for it.
 */
const remembered = new Map<string, Told>();
const cameOnce = new Int32Array(4096);
const MAX_REMEMBERED = 2000;
const MAX_REMEMBERED_BYTES = 1024;

export function decode(letter: Letter): Derived {
  const { buffer, byteOffset, byteLength } = letter.propertyBytes;
  // A Buffer's subarrays are dear.
  const table = findHeaders(new Uint8Array(buffer, byteOffset, byteLength));
  return derive(letter, table === null ? { headers: [] } : readTold(table, findRanges(table, telling)));
}

/** What a letter's framework tells of it; null where none is recognised. For a page: the whole of it, not what columns hold. */
export function explain(letter: Letter): Understanding | null {
  return understand(readLetter(letter));
}

function readTold(table: Uint8Array, ranges: readonly number[]): Told {
  const digest = digestRanges(table, ranges);
  const place = digest & (cameOnce.length - 1);
  if (cameOnce[place] !== digest) {
    cameOnce[place] = digest;
    return { headers: readRanges(table, ranges) };
  }
  const told = joinRanges(table, ranges);
  if (told.length > MAX_REMEMBERED_BYTES) return { headers: readRanges(table, ranges) };
  const key = String.fromCharCode.apply(null, told as unknown as number[]);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const read: Told = { headers: readRanges(table, ranges) };
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(key, read);
  return read;
}

function derive(letter: Letter, told: Told): Derived {
  const { headers } = told;
  const clues = readClues(letter, told, bodyKeys);
  const understood = understand(clues);
  const { deaths } = clues;
  const { origin, isFromDeath } = originOf(headers, deaths, understood);
  const exchange = exact(origin.exchange);
  const { type = null, message = null, stack = null } = understood?.error ?? {};
  const replayId = understood?.cameFromReplayId ?? clues.text(replayIdHeader);
  return {
    sourceQueue: exact(origin.sourceQueue),
    exchange,
    routingKey: exchange === null ? null : keyOf(origin, isFromDeath),
    reason: exact(origin.reason),
    deaths: countDeaths(deaths),
    errorType: clean(type),
    errorMessage: clean(message, MAX_ERROR_TEXT),
    errorStack: clean(stack, MAX_ERROR_TEXT),
    convention: understood?.convention ?? null,
    messageType: clean(understood?.messageType ?? null, MAX_TYPE),
    attempts: countOf(understood?.attempts),
    cameFromReplayId: replayId !== null && isId(replayId) ? replayId : null,
  };
}

/** What is stored when even the derived columns were refused: the bytes alone. */
export const nothingDerived: Derived = {
  sourceQueue: null,
  exchange: null,
  routingKey: null,
  reason: null,
  deaths: 0,
  errorType: null,
  errorMessage: null,
  errorStack: null,
  convention: null,
  messageType: null,
  attempts: null,
  cameFromReplayId: null,
};

/**
 * Where it failed and how it got there: RabbitMQ's x-death, unless its framework names the queue or the way itself. Where the two
 * name different queues, x-death tells of a queue that it only waited in.
 */
function originOf(
  headers: readonly Header[],
  deaths: readonly Death[],
  told: Understanding | null,
): { origin: Origin; isFromDeath: boolean } {
  const origin = findOrigin(headers, deaths);
  const sourceQueue = told?.sourceQueue ?? origin.sourceQueue;
  const isElsewhere = deaths.length > 0 && sourceQueue !== origin.sourceQueue;
  const death = isElsewhere ? deaths.find(({ queue }) => queue === sourceQueue) : undefined;
  const reason = isElsewhere ? (death?.reason ?? null) : origin.reason;
  const { exchange = null, routingKey = null } = told ?? {};
  if (exchange !== null && routingKey !== null)
    return { origin: { sourceQueue, exchange, routingKey, reason }, isFromDeath: false };
  if (!isElsewhere) return { origin: { ...origin, sourceQueue }, isFromDeath: deaths.length > 0 };
  const way = { exchange: death?.exchange ?? null, routingKey: death?.routingKeys[0] ?? null };
  const isKnown = way.exchange !== null && way.routingKey !== null;
  const none = { exchange: null, routingKey: null };
  return { origin: { sourceQueue, reason, ...(isKnown ? way : none) }, isFromDeath: false };
}

function countOf(attempts: number | null | undefined): number | null {
  return typeof attempts === 'number' && Number.isInteger(attempts) && attempts > 0 && attempts < 2 ** 31
    ? attempts
    : null;
}

/** A replay goes where these say: one that text cannot hold exactly is unknown, never bent. */
function exact(name: string | null): string | null {
  return name !== null && plain(name, name.length) === name ? name : null;
}

/** One from x-death is only shown here: a replay reads its bytes again (exact-key.ts). */
function keyOf({ routingKey }: Origin, isFromDeath: boolean): string | null {
  return isFromDeath ? clean(routingKey) : exact(routingKey);
}

function clean(text: string | null, max = 1024): string | null {
  return text === null ? null : plain(text, max);
}
