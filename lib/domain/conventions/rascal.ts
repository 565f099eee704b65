// Rascal: the header rascal (lib/amqp/SubscriberError.js, 20 and 21). Left there, recovery.<queue>.immediateNack makes a message
// that comes again be nacked at once (before 20.1.0), and its counts go on.
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
    const redeliveries = numberOf(field('redeliveries'));
    return {
      from: 'header rascal',
      error: {
        type: error === null ? null : textOf(error, 'code'),
        message: error === null ? null : textOf(error, 'message'),
      },
      attempts: redeliveries === null ? null : redeliveries + 1,
      sourceQueue: textOf(told, 'originalQueue'),
      exchange: textOf(told, 'originalExchange'),
      routingKey: textOf(told, 'originalRoutingKey'),
    };
  },
  replay: {
    resets: { rascal: leaveOutOfTable('rascal', 'recovery') },
  },
};
