// Symfony Messenger over AMQP (symfony/messenger 7: Stamp/*, Transport/Serialization/Serializer.php; 5.4.53 run): a stamp is a
// header, and holds a JSON list whose last entry is the newest.
import { readMoment } from './clues.ts';
import type { Clues, Convention } from './convention.ts';
import { countTries, objectsIn, readDetails, RETRIED, sayOrigin } from './symfony-failure.ts';

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
    const error = readStamps(clues, ERROR).at(-1) ?? null;
    const again = readStamps(clues, REDELIVERY);
    const isSent = clues.header(FAILED) !== undefined;
    const isRejected = !isSent && clues.deaths[0]?.reason === 'rejected';
    return {
      from: `header ${mark.slice(STAMP.length)}`,
      error: error === null ? {} : readDetails(error),
      failedAt: readMoment(again.at(-1)?.redeliveredAt),
      attempts: countTries(again, isSent, isRejected),
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
