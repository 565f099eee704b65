// What keeps a queue from being drained, in words for people, with what to do.
import type { SessionEnd } from '#lib/broker/consumer.ts';
import type { QueueSeen } from '#lib/store/queues.ts';

const AGAIN = 'It is tried again by itself.';

export function problemOf(name: string, { why, code, message }: SessionEnd): QueueSeen {
  if (why === 'missing') {
    const problem = `Queue ${name} does not exist: declare it, or take it out of DEAD_LETTER_QUEUES. ${AGAIN}`;
    return { name, state: 'missing', depth: null, problem };
  }
  if (why === 'cancelled') {
    const problem = `RabbitMQ stopped our consumer of ${name}: the queue was deleted, or its node went away. ${AGAIN}`;
    return { name, state: 'waiting', problem };
  }
  if (why === 'refused') return { name, state: 'refused', problem: refusalOf(name, code, message) };
  return { name, state: 'waiting', problem: `Not drained just now: ${message}. ${AGAIN}` };
}

function refusalOf(name: string, code: number | null, message: string): string {
  // RabbitMQ says 403 for a consumer that wants the queue alone, 405 for an exclusive queue of another connection.
  if (code === 405 || /exclusive/i.test(message))
    return `Queue ${name} belongs to another consumer alone (exclusive): stop that one, or take ${name} out of DEAD_LETTER_QUEUES. ${AGAIN}`;
  return `RabbitMQ refuses to let us drain ${name} (${message}): give our user the right to read it (rabbitmqctl set_permissions). ${AGAIN}`;
}
