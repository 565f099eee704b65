// A delivery, understood: everything that is derived from its bytes. Total: it cannot throw, whatever came over the wire.
import type { Header, LetterError, Origin } from './dead-letter.ts';
import { countDeaths, findOrigin, readDeaths, textOf } from './deaths.ts';
import type { Delivery } from './delivery.ts';
import { isId } from './ids.ts';
import { findEntries, readFieldTable } from './field-table.ts';
import { findHeaders } from './properties.ts';
import { plain } from './plain-text.ts';
import { replayIdHeader } from './replay-plan.ts';

/** The derived columns of a letter. Texts hold no NUL and no lone surrogate, so Postgres takes them. */
export type Derived = Origin & {
  deaths: number;
  errorType: string | null;
  errorMessage: string | null;
  errorStack: string | null;
  /** The replay that this letter came back from. */
  cameFromReplayId: string | null;
};

const MAX_ERROR_TEXT = 65_536;

/** In a flood many letters tell the same: what was read of it before is taken again. */
const remembered = new Map<string, Derived>();
const MAX_REMEMBERED = 2000;
const MAX_REMEMBERED_BYTES = 1024;

export function decode({ propertyBytes }: Pick<Delivery, 'propertyBytes'>): Derived {
  const { buffer, byteOffset, byteLength } = propertyBytes;
  // A Buffer's subarrays are dear.
  const table = findHeaders(new Uint8Array(buffer, byteOffset, byteLength));
  if (table === null) return nothingDerived;
  const told = findEntries(table, telling);
  if (told.length > MAX_REMEMBERED_BYTES) return derive(told);
  const key = String.fromCharCode.apply(null, told as unknown as number[]);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const derived = derive(told);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(key, derived);
  return derived;
}

function derive(table: Uint8Array): Derived {
  const headers = readFieldTable(table);
  const deaths = readDeaths(headers);
  const origin = findOrigin(headers, deaths);
  const exchange = exact(origin.exchange);
  const error = readError(headers);
  const replayId = textOf(headers, replayIdHeader);
  return {
    sourceQueue: exact(origin.sourceQueue),
    exchange,
    routingKey: exchange === null ? null : keyOf(origin, deaths.length > 0),
    reason: exact(origin.reason),
    deaths: countDeaths(deaths),
    errorType: clean(error.type),
    errorMessage: clean(error.message, MAX_ERROR_TEXT),
    errorStack: clean(error.stack, MAX_ERROR_TEXT),
    cameFromReplayId: replayId !== null && isId(replayId) ? replayId : null,
  };
}

/** The headers that tell of it: the others are not looked into while draining. */
const telling: ReadonlySet<string> = new Set([
  'x-death',
  'x-exception-message',
  'x-exception-stacktrace',
  'x-original-exchange',
  'x-original-routingKey',
  replayIdHeader,
]);

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
  cameFromReplayId: null,
};

/** Spring's headers (RepublishMessageRecoverer); a stack's first line names the type. */
export function readError(headers: readonly Header[]): LetterError {
  const stack = textOf(headers, 'x-exception-stacktrace');
  const message = textOf(headers, 'x-exception-message');
  const first = /^\s*([\w$.\\]{1,300})(?::\s*([^\r\n]{0,8192}))?/.exec(stack ?? '');
  const type = first?.[1] !== undefined && /[A-Z.\\]/.test(first[1]) ? first[1] : null;
  return { type, message: message ?? first?.[2] ?? null, stack };
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
