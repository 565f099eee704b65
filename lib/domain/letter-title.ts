// What failed, as a list and a heading say it: the error where the letter names one, else what the message is, else the reason.
import type { DeadLetterSummary } from './dead-letter.ts';
import { readDeaths } from './deaths.ts';
import { cutText } from './plain-text.ts';
import { reasonInWords } from './reason.ts';

export type LetterTitle = { title: string; rest: string };

type Titled = Pick<
  DeadLetterSummary,
  'errorType' | 'errorMessage' | 'messageType' | 'reason' | 'sourceQueue' | 'deaths' | 'headers'
>;

export function titleOf(letter: Titled): LetterTitle {
  const message = firstLine(letter.errorMessage);
  if (letter.errorType) return { title: shortType(letter.errorType), rest: message };
  if (message !== '') return { title: message, rest: '' };
  if (letter.messageType)
    return { title: shortName(letter.messageType), rest: midSentence(reasonOf(letter)) };
  return { title: reasonOf(letter), rest: '' };
}

/** Why it died, in words, with the time to live that ran out where x-death tells it. */
export function reasonOf(letter: Omit<Titled, 'errorType' | 'errorMessage' | 'messageType'>): string {
  return reasonInWords({ ...letter, originalExpirationMs: expirationOf(letter) });
}

/** The type without its package: "com.shop.CardDeclinedException" and "App\Card\Declined" by their last name. */
function shortType(type: string): string {
  return /[^.\\]+$/.exec(type)?.[0] ?? type;
}

/** A class by its last name; a job, a topic or a pattern as it stands. */
export function shortName(messageType: string): string {
  return /^[\w$]+(?:[.\\][\w$]+)+$/.test(messageType) && /[.\\][A-Z][\w$]*$/.test(messageType)
    ? shortType(messageType)
    : messageType;
}

/** A sentence as it goes on behind something else. */
export function midSentence(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** n.b. marks that turn the direction of writing would rearrange the page around them. */
function firstLine(message: string | null): string {
  const line = (message ?? '').trim().split(/\r?\n/, 1)[0] ?? '';
  return cutText(line, 300).replace(/[\u202A-\u202E\u2066-\u2069]/g, '\uFFFD');
}

function expirationOf(letter: Pick<Titled, 'reason' | 'headers' | 'sourceQueue'>): number | null {
  if (letter.reason !== 'expired') return null;
  const death = readDeaths(letter.headers).find(
    (one) => one.reason === 'expired' && one.queue === letter.sourceQueue,
  );
  const ms = Number(death?.originalExpiration ?? Number.NaN);
  return Number.isFinite(ms) ? ms : null;
}

/** A reason as a badge says it. */
export function reasonWord(reason: string | null): string {
  if (reason === null || reason === '') return 'unknown';
  return reason === 'maxlen' ? 'queue full' : reason.replaceAll('_', ' ');
}
