// Brighter: rejected letters with its own headers (MessagingGateway.RMQ/HeaderNames.cs, 9 and 10). It counts in HandledCount, and
// one that was handled as often as its limit is rejected at once.
import type { Convention } from './convention.ts';
import { resetNumber } from './reset.ts';

const HANDLED = 'HandledCount';

export const brighter: Convention = {
  name: 'Brighter',
  certainty: 3,
  marks: ['MessageType'],
  reads: [HANDLED, 'MessageType', 'Topic'],
  recognise(clues) {
    const kind = clues.text('MessageType');
    const topic = clues.text('Topic');
    if (kind === null || topic === null || !kind.startsWith('MT_')) return null;
    const handled = clues.number(HANDLED);
    return {
      from: `header MessageType ${kind}`,
      attempts: handled === null ? null : handled + 1,
      messageType: topic,
    };
  },
  replay: { resets: { [HANDLED]: resetNumber(HANDLED) } },
};
