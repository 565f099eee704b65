// What a failure leaves in the stamps of Symfony Messenger, whichever way they were serialized.
import { asObject, textIn } from './clues.ts';
import type { Clues, Understanding } from './convention.ts';

export const RETRIED =
  'Messenger rejects a message each time before it retries it: this may be one try of several, and a later one may have been handled.';

type Json = Readonly<Record<string, unknown>>;

export function objectsIn(list: unknown): Json[] {
  const all = Array.isArray(list) ? (list as unknown[]) : Object.values(asObject(list) ?? {});
  return all.map(asObject).filter((one) => one !== null);
}

/** Sent to the failure transport it is stamped once more, as retried 0 times. */
export function countTries(
  redeliveries: readonly Json[],
  isSent: boolean,
  isRejected: boolean,
): number | null {
  const newest = redeliveries.at(isSent ? -2 : -1);
  const isFirst = isSent ? redeliveries.length === 1 : redeliveries.length === 0 && isRejected;
  const retries = newest?.retryCount ?? (isFirst ? 0 : null);
  return typeof retries === 'number' ? retries + 1 : null;
}

/**
 * To the failure transport it is sent with the name of the queue that it was taken from as its key. What deaths it has are of the
 * queues where it waited between retries: they are gone soon.
 */
export function sayOrigin({ deaths, queue, routingKey }: Clues): Partial<Understanding> {
  const isKnown =
    routingKey !== '' && routingKey !== queue && deaths.every(({ reason }) => reason === 'expired');
  return isKnown ? { sourceQueue: routingKey, exchange: '', routingKey } : {};
}

export function readDetails(details: Json): {
  type: string | null;
  message: string | null;
  stack: string | null;
} {
  const flat = asObject(details.flattenException);
  const type = textIn(details, 'exceptionClass') ?? textIn(flat, 'class');
  const message = textIn(details, 'exceptionMessage') ?? textIn(flat, 'message');
  return { type, message, stack: flat === null ? null : sayStack(flat, type, message) };
}

/** As PHP writes a trace; newest call first. */
function sayStack(flat: Json, type: string | null, message: string | null): string | null {
  const trace = objectsIn(flat.trace).slice(0, 200);
  // The first says where it was thrown, as the head does.
  const calls = trace.filter((one) => textIn(one, 'function') !== null);
  const lines = calls.map((one, at) => {
    const called = `${textIn(one, 'class') ?? ''}${textIn(one, 'type') ?? ''}${textIn(one, 'function') ?? ''}`;
    return `#${at} ${textIn(one, 'file') ?? '[internal]'}(${String(one.line ?? '?')}): ${called}()`;
  });
  const where = textIn(flat, 'file');
  const head = `${type ?? 'Error'}: ${message ?? ''}${where === null ? '' : ` in ${where}:${String(flat.line ?? '?')}`}`;
  return lines.length === 0 && where === null ? null : [head, ...lines].join('\n');
}
