// Celery's protocol 2 (docs/internals/protocol.rst, 5.x): it says nothing of the error; RabbitMQ dead-letters what it rejects.
import type { Convention } from './convention.ts';

export const celery: Convention = {
  name: 'Celery',
  certainty: 3,
  marks: ['task'],
  reads: ['task', 'id', 'root_id', 'argsrepr', 'kwargsrepr', 'retries', 'expires', 'lang'],
  recognise(clues) {
    const task = clues.text('task');
    if (task === null || clues.text('id') === null || clues.header('root_id') === undefined) return null;
    const retries = clues.number('retries');
    const given = [clues.text('argsrepr'), clues.text('kwargsrepr')].filter(
      (one) => one !== null && one !== '()' && one !== '{}',
    );
    return {
      from: 'headers task and root_id',
      attempts: retries === null ? null : retries + 1,
      messageType: given.length === 0 ? task : `${task} ${given.join(' ')}`.slice(0, 300),
    };
  },
  // A worker revokes at once what has expired; the one that is tried again is wanted.
  replay: { leavesOut: (name) => name === 'expires' },
};
