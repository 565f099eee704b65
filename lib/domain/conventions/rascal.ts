// Rascal: the header rascal (lib/amqp/SubscriberError.js, 20 and 21; 21.0.1 run). Left there, recovery.<queue>.immediateNack makes a message
// that comes again be nacked at once (before 20.1.0), and its counts go on.
import type { Header } from '#lib/domain/dead-letter.ts';
import { textOf } from '#lib/domain/deaths.ts';
import { numberOf, tableOf } from './clues.ts';
import type { Convention } from './convention.ts';
import { leaveOutOfTable } from './reset.ts';

export const rascal: Convention = {
  name: 'Rascal',
  certainty: 3,
  marks: ['rascal'],
  reads: ['rascal'],
  recognise(clues) {
    const told = tableOf(clues.header('rascal'));
    if (told === null) return null;
    const field = (name: string) => told.find((one) => one.name === name);
    const error = tableOf(field('error'));
    const queue = textOf(told, 'originalQueue');
    return {
      from: 'header rascal',
      error: {
        type: error === null ? null : textOf(error, 'code'),
        message: error === null ? null : textOf(error, 'message'),
      },
      attempts: countAttempts(field('recovery'), field('redeliveries'), queue),
      sourceQueue: queue,
      exchange: textOf(told, 'originalExchange'),
      routingKey: textOf(told, 'originalRoutingKey'),
    };
  },
  replay: {
    resets: { rascal: leaveOutOfTable('rascal', 'recovery') },
  },
};

/** Null where it was marked to be nacked: that takes the place of the count. */
function countAttempts(
  recovery: Header | undefined,
  redeliveries: Header | undefined,
  queue: string | null,
): number | null {
  const ofQueue = tableOf(tableOf(recovery)?.find(({ name }) => name === queue));
  const republished = numberOf(ofQueue?.find(({ name }) => name === 'republished'));
  return republished === null ? null : republished + (numberOf(redeliveries) ?? 0) + 1;
}
