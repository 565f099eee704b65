// Rebus' error queue (Rebus/Messages/Headers.cs, Retry/PoisonQueues/DeadletterQueueErrorHandler.cs, 8.x).
import type { Convention } from './convention.ts';
import { splitFirstLine } from './error-text.ts';

const DETAILS = 'rbs2-error-details';
const SOURCE = 'rbs2-source-queue';
const DELIVERIES = 'rbs2-delivery-count';

export const rebus: Convention = {
  name: 'Rebus',
  certainty: 3,
  marks: [DETAILS, SOURCE],
  reads: [DETAILS, SOURCE, DELIVERIES, 'rbs2-msg-type'],
  recognise(clues) {
    const details = clues.text(DETAILS);
    const sourceQueue = clues.text(SOURCE);
    if (details === null && sourceQueue === null) return null;
    return {
      from: `header ${details === null ? SOURCE : DETAILS}`,
      error: { ...readDetails(details), stack: details },
      attempts: clues.number(DELIVERIES),
      // Assembly-qualified.
      messageType: clues.text('rbs2-msg-type')?.split(',', 1)[0]?.trim() || null,
      sourceQueue,
    };
  },
  replay: {
    leavesOut: (name) => name === DETAILS || name === SOURCE || name === DELIVERIES,
  },
};

/** "5 unhandled exceptions: …", then each attempt's exception: the first line that names a type tells. */
function readDetails(details: string | null): { type: string | null; message: string | null } {
  const lines = (details ?? '').slice(0, 16_384).split(/\r?\n/);
  for (const line of lines) {
    // "… System.InvalidOperationException: no stock" stands behind a time, or behind the message's own text.
    const at = line.search(/(?:^|\s)[\w$]+(?:[.+][\w$]+){1,20}Exception: /);
    if (at !== -1) return splitFirstLine(line.slice(at).trim().replaceAll('+', '.'));
  }
  return { type: null, message: lines[0]?.trim() || null };
}
