// Words that all posts share: queues, errors, times, amounts. Foreign text passes through escape-slack.ts.
import { codeSpan, count } from '#lib/domain/escape-slack.ts';

const MAX_NAME = 200;

export function nameQueue(queue: string | null): string {
  return queue === null ? 'Source queue unknown' : codeSpan(queue, MAX_NAME);
}

export function nameOrigin({
  exchange,
  routingKey,
}: {
  exchange: string | null;
  routingKey: string | null;
}): string {
  if (exchange === null || routingKey === null) return 'origin unknown';
  const from = exchange === '' ? 'default exchange' : codeSpan(exchange, MAX_NAME);
  return `${from} → ${codeSpan(routingKey, MAX_NAME)}`;
}

/** Null where there is no error to tell. */
export function errorOf({
  errorType,
  errorMessage,
}: {
  errorType: string | null;
  errorMessage: string | null;
}): string | null {
  return [errorType, errorMessage].filter((part) => part !== null && part.trim() !== '').join(': ') || null;
}

/** A time in the reader's own zone. */
export function sayTime(at: Date): string {
  const words = `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(at.getTime() / 1000)}^{date_short_pretty} {time_secs}|${words}>`;
}

/** The time alone, where the day is known. */
export function sayClock(at: Date): string {
  const words = `${at.toISOString().slice(11, 16)} UTC`;
  return `<!date^${Math.floor(at.getTime() / 1000)}^{time}|${words}>`;
}

export function counted(amount: number, noun: string): string {
  return `${count(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

/** Lone surrogates have no place in a URL. */
export function inUrl(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\uFFFD'));
}
