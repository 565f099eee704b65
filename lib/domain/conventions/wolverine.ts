// Wolverine with EnableEnhancedDeadLettering() (Transports/DeadLetterQueueConstants.cs, 4.x).
import { readMoment } from './clues.ts';
import type { Convention } from './convention.ts';

const own: readonly string[] = [
  'exception-type',
  'exception-message',
  'exception-stack',
  'failed-at',
  'original-destination',
];

export const wolverine: Convention = {
  name: 'Wolverine',
  certainty: 3,
  marks: ['exception-type'],
  reads: [...own, 'message-type', 'attempts'],
  recognise(clues) {
    const type = clues.text('exception-type');
    const destination = clues.text('original-destination');
    if (type === null || (destination === null && clues.text('failed-at') === null)) return null;
    return {
      from: 'header exception-type',
      error: { type, message: clues.text('exception-message'), stack: clues.text('exception-stack') },
      failedAt: readMoment(clues.text('failed-at')),
      attempts: clues.number('attempts'),
      messageType: clues.text('message-type'),
      // "rabbitmq://queue/incoming"
      sourceQueue: /^rabbitmq:\/\/queue\/(.+)$/.exec(destination ?? '')?.[1] ?? null,
    };
  },
  replay: {
    leavesOut: (name) => own.includes(name) || name === 'attempts',
  },
};
