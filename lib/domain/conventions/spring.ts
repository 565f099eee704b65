// Spring AMQP's RepublishMessageRecoverer, and Spring Cloud Stream's republishToDlq, which uses it
// (spring-rabbit .../retry/RepublishMessageRecoverer.java; spring-cloud-stream docs, rabbit_overview and rabbit_dlq).
import type { Clues, Convention } from './convention.ts';
import { readErrorText } from './error-text.ts';

const STACK = 'x-exception-stacktrace';
const MESSAGE = 'x-exception-message';
const EXCHANGE = 'x-original-exchange';
const KEY = 'x-original-routingKey';
const RETRIES = 'retry-count';
const own: readonly string[] = [STACK, MESSAGE, EXCHANGE, KEY, RETRIES];
const CLOUD_SUFFIX = '.dlq';

export const spring: Convention = {
  name: 'Spring AMQP',
  certainty: 3,
  marks: own,
  reads: [...own, '__TypeId__'],
  recognise(clues) {
    const stack = clues.text(STACK);
    const message = clues.text(MESSAGE);
    const mark = own.find((name) => name !== RETRIES && clues.header(name) !== undefined);
    if (mark === undefined) return null;
    const told = readErrorText(stack);
    const retries = clues.number(RETRIES);
    return {
      from: `header ${mark}`,
      error: { type: told.type, message: message ?? told.message, stack },
      attempts: retries === null ? null : retries + 1,
      messageType: clues.text('__TypeId__') ?? clues.properties.type ?? null,
      sourceQueue: clues.deaths.length > 0 ? null : queueOf(clues),
      ...(clues.deaths.length === 0 && { exchange: clues.text(EXCHANGE), routingKey: clues.text(KEY) }),
    };
  },
  replay: {
    leavesOut: (name) => own.includes(name),
  },
};

/** Spring Cloud Stream calls it <destination>.<group>.dlq. */
function queueOf({ queue }: Clues): string | null {
  return queue.endsWith(CLOUD_SUFFIX) ? queue.slice(0, -CLOUD_SUFFIX.length) : null;
}
