// x-death as a story in words: what happened to the letter, from its first death to its last.
import { countInWords } from './amount-words.ts';
import type { Death } from './dead-letter.ts';
import { durationInWords } from './reason.ts';

const MAX_TOLD = 20;

/** One sentence an entry, oldest first; `deaths` as RabbitMQ writes them, newest first. Names stay as they came: escape them. */
export function sayDeaths(deaths: readonly Death[]): string[] {
  const told = deaths.slice(0, MAX_TOLD).toReversed().map(sayDeath);
  const left = deaths.length - told.length;
  return left > 0 ? [`had ${countInWords(left, 'older death')}`, ...told] : told;
}

function sayDeath(death: Death): string {
  const times = death.count > 1 ? `, ${death.count.toLocaleString('en-US')} times` : '';
  return `${sayReason(death)}${times}`;
}

function sayReason({ reason, queue, originalExpiration }: Death): string {
  const name = queue === '' ? 'a queue that is not named' : queue;
  const ms = Number(originalExpiration ?? Number.NaN);
  switch (reason) {
    case 'rejected':
      return `was rejected by a consumer of ${name}`;
    case 'expired':
      return ms > 0
        ? `waited ${durationInWords(ms)} in ${name} and nobody took it`
        : `waited in ${name} until the queue’s own time to live ran out`;
    // n.b. x-death does not say which end was dropped: drop-head drops the oldest, reject-publish-dlx the newest.
    case 'maxlen':
      return `was dropped by ${name}, which was full (maxlen)`;
    case 'delivery_limit':
      return `was returned to ${name} more often than its delivery limit allows`;
    default:
      return reason === '' ? `died in ${name}, for a reason that is not told` : `died in ${name}: ${reason}`;
  }
}
