// What keeps a queue from being drained, in words for people, with what to do.
import type { SessionEnd } from '#lib/broker/consumer.ts';
import type { QueueSeen } from '#lib/store/queues.ts';

export function problemOf(name: string, why: SessionEnd['why'], message: string): QueueSeen {
  if (why === 'missing') {
    return {
      name,
      state: 'missing',
      depth: null,
      problem: `Queue ${name} does not exist: declare it, or take it out of DEAD_LETTER_QUEUES.`,
    };
  }
  if (why === 'refused')
    return { name, state: 'refused', problem: `RabbitMQ refuses to let us drain ${name}: ${message}` };
  return { name, state: 'waiting', problem: `Not drained just now: ${message}` };
}
