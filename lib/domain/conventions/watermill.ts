// Watermill's poison queue (message/router/middleware/poison.go, 1.4).
import type { Convention } from './convention.ts';
import { splitFirstLine } from './error-text.ts';

const own: readonly string[] = [
  'reason_poisoned',
  'topic_poisoned',
  'handler_poisoned',
  'subscriber_poisoned',
];

export const watermill: Convention = {
  name: 'Watermill',
  certainty: 3,
  marks: ['reason_poisoned'],
  reads: own,
  recognise(clues) {
    const reason = clues.text('reason_poisoned');
    const topic = clues.text('topic_poisoned');
    if (reason === null || topic === null) return null;
    return {
      from: 'header reason_poisoned',
      error: splitFirstLine(reason),
      messageType: clues.text('handler_poisoned'),
      sourceQueue: topic,
    };
  },
  replay: { leavesOut: (name) => own.includes(name) },
};
