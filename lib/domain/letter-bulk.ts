// A letter without what can be large in it: for lists, and for buttons that only ask what it is and where it goes.
import type { DeadLetterSummary } from './dead-letter.ts';

/** All that chooses and names a letter; no headers, no error. */
export function withoutBulk(letter: DeadLetterSummary): DeadLetterSummary {
  const { id, status, lastOutcome, deadLetterQueue, sourceQueue, exchange, routingKey, reason } = letter;
  const { deaths, errorType, properties, bodyBytes, cameFrom, arrivedAt } = letter;
  const { convention, messageType, attempts } = letter;
  const { redelivered, redeliveries, isPerhapsTwo, notes } = letter;
  const known = { id, status, lastOutcome, deadLetterQueue, sourceQueue, exchange, routingKey, reason };
  const told = { deaths, errorType, errorMessage: null, properties, headers: [], bodyBytes };
  return {
    ...known,
    ...told,
    convention,
    messageType,
    attempts,
    redelivered,
    redeliveries,
    isPerhapsTwo,
    cameFrom,
    notes,
    arrivedAt,
  };
}
