// Symfony Messenger over AMQP (symfony/messenger 7: Stamp/*, Transport/Serialization/Serializer.php; 5.4.53 run): a stamp is a
// header, and holds a JSON list whose last entry is the newest.
import { asObject, readMoment, textIn } from './clues.ts';
import type { Clues, Convention, Understanding } from './convention.ts';

const STAMP = 'X-Message-Stamp-Symfony\\Component\\Messenger\\Stamp\\';
const ERROR = `${STAMP}ErrorDetailsStamp`;
const REDELIVERY = `${STAMP}RedeliveryStamp`;
const FAILED = `${STAMP}SentToFailureTransportStamp`;
const BUS = `${STAMP}BusNameStamp`;
/** With them it would count on, or say that it failed before it does. */
const leftOut: readonly string[] = [ERROR, REDELIVERY, FAILED, `${STAMP}DelayStamp`];
const RETRIED =
  'Messenger rejects a message each time before it retries it: this may be one try of several, and a later one may have been handled.';
const MAX_STAMP = 128 * 1024;

export const symfony: Convention = {
  name: 'Symfony Messenger',
  certainty: 3,
  marks: [ERROR, REDELIVERY, FAILED, BUS],
  reads: ['type', ERROR, REDELIVERY, FAILED, BUS],
  recognise(clues) {
    const mark = [ERROR, REDELIVERY, FAILED, BUS].find((name) => clues.header(name) !== undefined);
    if (mark === undefined) return null;
    const error = readStamps(clues, ERROR).at(-1) ?? null;
    const again = readStamps(clues, REDELIVERY);
    const isSent = clues.header(FAILED) !== undefined;
    const isRejected = !isSent && clues.deaths[0]?.reason === 'rejected';
    // Sent to the failure transport it is stamped once more, as retried 0 times.
    const newest = again.at(isSent ? -2 : -1);
    const isFirst = isSent ? again.length === 1 : again.length === 0 && isRejected;
    const retries = newest?.retryCount ?? (isFirst ? 0 : null);
    return {
      from: `header ${mark.slice(STAMP.length)}`,
      error: error === null ? {} : readDetails(error),
      failedAt: readMoment(again.at(-1)?.redeliveredAt),
      attempts: typeof retries === 'number' ? retries + 1 : null,
      messageType: clues.text('type'),
      ...(isSent && sayOrigin(clues)),
      ...(isRejected && { warnings: [RETRIED] }),
    };
  },
  replay: {
    leavesOut: (name) => leftOut.includes(name),
  },
};

type Json = Readonly<Record<string, unknown>>;

function readStamps(clues: Clues, name: string): readonly Json[] {
  const text = clues.text(name);
  if (text === null || text.length > MAX_STAMP) return [];
  try {
    const stamps = JSON.parse(text) as unknown;
    return objectsIn(Array.isArray(stamps) ? (stamps as unknown[]) : [stamps]);
  } catch {
    return [];
  }
}

function objectsIn(list: readonly unknown[]): Json[] {
  return list.map(asObject).filter((one) => one !== null);
}

/**
 * To the failure transport it is sent with the name of the queue that it was taken from as its key. What deaths it has are of the
 * queues where it waited between retries: they are gone soon.
 */
function sayOrigin({ deaths, queue, routingKey }: Clues): Partial<Understanding> {
  const isKnown =
    routingKey !== '' && routingKey !== queue && deaths.every(({ reason }) => reason === 'expired');
  return isKnown ? { sourceQueue: routingKey, exchange: '', routingKey } : {};
}

function readDetails(details: Json): { type: string | null; message: string | null; stack: string | null } {
  const flat = asObject(details.flattenException);
  const type = textIn(details, 'exceptionClass') ?? textIn(flat, 'class');
  const message = textIn(details, 'exceptionMessage') ?? textIn(flat, 'message');
  return { type, message, stack: flat === null ? null : sayStack(flat, type, message) };
}

/** As PHP writes a trace; newest call first. */
function sayStack(flat: Json, type: string | null, message: string | null): string | null {
  const trace = Array.isArray(flat.trace) ? (flat.trace as unknown[]).slice(0, 200) : [];
  // The first says where it was thrown, as the head does.
  const calls = objectsIn(trace).filter((one) => textIn(one, 'function') !== null);
  const lines = calls.map((one, at) => {
    const called = `${textIn(one, 'class') ?? ''}${textIn(one, 'type') ?? ''}${textIn(one, 'function') ?? ''}`;
    return `#${at} ${textIn(one, 'file') ?? '[internal]'}(${String(one.line ?? '?')}): ${called}()`;
  });
  const where = textIn(flat, 'file');
  const head = `${type ?? 'Error'}: ${message ?? ''}${where === null ? '' : ` in ${where}:${String(flat.line ?? '?')}`}`;
  return lines.length === 0 && where === null ? null : [head, ...lines].join('\n');
}
