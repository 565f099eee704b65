// A watch in words, as it stands in its row and as it is chosen.
import type { WatchKind } from '#lib/domain/alerts/watches.ts';
import type { Span, WatchForm } from './watch-form.ts';

export const kindWords: Record<WatchKind, { choice: string; lasts: string; hint: string }> = {
  oldest_open: {
    choice: 'a letter stands open for too long',
    lasts: 'Open for longer than',
    hint: 'Told of each queue that has such a letter.',
  },
  group_growing: {
    choice: 'a failure grows fast',
    lasts: 'Within',
    hint: 'Told of each failure group, but for those that are ignored or snoozed.',
  },
  drain_stopped: {
    choice: 'a dead-letter queue is drained by nobody',
    lasts: 'For longer than',
    hint: 'Told of each queue that is not paused.',
  },
  broker_unreachable: {
    choice: 'RabbitMQ cannot be reached',
    lasts: 'For longer than',
    hint: 'Told when no worker reaches it.',
  },
};

/** "A letter of payments.* stands open for longer than 4 hours". */
export function sayWatch({ kind, queues, letters, lasts }: WatchForm): string {
  const pattern = queues.trim();
  const of = pattern === '' || pattern === '*' ? 'any queue' : pattern;
  switch (kind) {
    case 'oldest_open':
      return `A letter of ${of} stands open for longer than ${saySpan(lasts)}`;
    case 'group_growing':
      return `A failure of ${of} gets more than ${sayNumber(letters, 'letter')} within ${saySpan(lasts)}`;
    case 'drain_stopped':
      return `A dead-letter queue is drained by nobody for ${saySpan(lasts)}`;
    case 'broker_unreachable':
      return `RabbitMQ is not reached for ${saySpan(lasts)}`;
  }
}

export function sayAgain({ again }: WatchForm): string {
  return again.amount.trim() === '' ? 'said once' : `said again every ${saySpan(again).replace(/^1 /, '')}`;
}

function saySpan({ amount, unit }: Span): string {
  return sayNumber(amount, unit === 1440 ? 'day' : unit === 60 ? 'hour' : 'minute');
}

function sayNumber(text: string, one: string): string {
  const many = Number(text);
  if (text.trim() === '' || !Number.isFinite(many)) return `… ${one}s`;
  return `${many.toLocaleString('en-US')} ${many === 1 ? one : `${one}s`}`;
}
