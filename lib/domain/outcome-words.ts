// What became of a replay, in words that promise no more than is known.
import type { ReplayStage, ReplayView } from './dead-letter.ts';

export type Tone = 'plain' | 'good' | 'bad' | 'wait';
export type OutcomeWords = { word: string; sentence: string; tone: Tone };

const words: Record<ReplayStage, OutcomeWords> = {
  asked: { word: 'asked', sentence: 'Waits for a worker to take it.', tone: 'wait' },
  claimed: { word: 'claimed', sentence: 'A worker has taken it.', tone: 'wait' },
  publishing: { word: 'publishing', sentence: 'Sent to the broker; its confirm is awaited.', tone: 'wait' },
  confirmed: {
    word: 'confirmed',
    sentence: 'The broker routed and confirmed it. Whether a consumer handled it is not known here.',
    tone: 'good',
  },
  returned: {
    word: 'returned',
    sentence: 'No queue is bound for that exchange and routing key: nothing was delivered.',
    tone: 'bad',
  },
  nacked: {
    word: 'nacked',
    sentence:
      'A queue would not keep it, as a full one does. Where the exchange leads to several, others may have it: look before trying again.',
    tone: 'bad',
  },
  refused: { word: 'refused', sentence: 'It could not be published: nothing was delivered.', tone: 'bad' },
  unknown: {
    word: 'unknown',
    sentence: 'The broker never answered: it may have been published. Look before trying again.',
    tone: 'bad',
  },
  cancelled: { word: 'cancelled', sentence: 'It was cancelled before it was published.', tone: 'plain' },
};

export function outcomeInWords(stage: ReplayStage): OutcomeWords {
  return words[stage];
}

/** Whether a replay is still on its way. */
export function isUnderWay(stage: ReplayStage): boolean {
  return stage === 'asked' || stage === 'claimed' || stage === 'publishing';
}

/** An exchange as it is called: the default exchange has no name. */
export function exchangeName(exchange: string): string {
  return exchange === '' ? '(default)' : exchange;
}

/** "to exchange orders, routing key order.placed". */
export function destinationInWords(replay: Pick<ReplayView, 'exchange' | 'routingKey' | 'toKind'>): string {
  if (replay.toKind === 'dead_letter_queue') return `into the dead-letter queue ${replay.routingKey}`;
  if (replay.exchange === '') return `to the queue ${replay.routingKey}, through the default exchange`;
  return `to exchange ${replay.exchange}, routing key ${replay.routingKey || '(empty)'}`;
}
