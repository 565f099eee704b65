// Celery's protocol 2 (docs/internals/protocol.rst, 5.x; 5.2.6 run): it says nothing of the error; RabbitMQ dead-letters what it rejects.
import type { Convention } from './convention.ts';
import { resetToNull } from './reset.ts';

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
      ...(retries !== null &&
        retries > 0 && { warnings: [`Its header retries says ${retries}: Celery counts on from there.`] }),
    };
  },
  // A worker revokes at once what has expired; the one that is tried again is wanted. n.b. `retries` stays: it is tried all the same,
  // and what Celery retries it publishes anew, without our header: if that died, nothing would say which replay it came back from.
  replay: { resets: { expires: resetToNull('expires') } },
};
