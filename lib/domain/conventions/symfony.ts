// Symfony Messenger over AMQP (symfony/messenger 7: Stamp/*, Transport/Serialization/Serializer.php): a stamp is a header, and
// holds a JSON list whose last entry is the newest.
import { asObject, readMoment, textIn } from './clues.ts';
import type { Clues, Convention } from './convention.ts';

const STAMP = 'X-Message-Stamp-Symfony\\Component\\Messenger\\Stamp\\';
const ERROR = `${STAMP}ErrorDetailsStamp`;
const REDELIVERY = `${STAMP}RedeliveryStamp`;
const FAILED = `${STAMP}SentToFailureTransportStamp`;
const BUS = `${STAMP}BusNameStamp`;
/** With them it would count on, or say that it failed before it does. */
const leftOut: readonly string[] = [ERROR, REDELIVERY, FAILED, `${STAMP}DelayStamp`];
const MAX_STAMP = 128 * 1024;

export const symfony: Convention = {
  name: 'Symfony Messenger',
  certainty: 3,
  marks: [ERROR, REDELIVERY, FAILED, BUS],
  reads: ['type', ERROR, REDELIVERY, FAILED, BUS],
  recognise(clues) {
    const mark = [ERROR, REDELIVERY, FAILED, BUS].find((name) => clues.header(name) !== undefined);
    if (mark === undefined) return null;
    const error = lastOf(clues, ERROR);
    const again = lastOf(clues, REDELIVERY);
    const retries = again?.retryCount;
    return {
      from: `header ${mark.slice(STAMP.length)}`,
      error: error === null ? {} : readDetails(error),
      failedAt: readMoment(again?.redeliveredAt),
      attempts: typeof retries === 'number' ? retries + 1 : null,
      messageType: clues.text('type'),
    };
  },
  replay: {
    leavesOut: (name) => leftOut.includes(name),
  },
};

type Json = Readonly<Record<string, unknown>>;

function lastOf(clues: Clues, name: string): Json | null {
  const text = clues.text(name);
  if (text === null || text.length > MAX_STAMP) return null;
  try {
    const stamps = JSON.parse(text) as unknown;
    return asObject(Array.isArray(stamps) ? stamps.at(-1) : stamps);
  } catch {
    return null;
  }
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
  const lines = trace.flatMap((frame, at) => {
    const one = asObject(frame);
    if (one === null) return [];
    const called = `${textIn(one, 'class') ?? ''}${textIn(one, 'type') ?? ''}${textIn(one, 'function') ?? ''}`;
    return [`#${at} ${textIn(one, 'file') ?? '[internal]'}(${String(one.line ?? '?')}): ${called}()`];
  });
  const where = textIn(flat, 'file');
  const head = `${type ?? 'Error'}: ${message ?? ''}${where === null ? '' : ` in ${where}:${String(flat.line ?? '?')}`}`;
  return lines.length === 0 && where === null ? null : [head, ...lines].join('\n');
}
