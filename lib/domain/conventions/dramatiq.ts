// Dramatiq: everything lies in the body (dramatiq/message.py, middleware/retries.py, 1.17); dead letters are in <queue>.XQ.
import { asObject, readMoment, textIn } from './clues.ts';
import type { Convention } from './convention.ts';
import { readTraceback } from './error-text.ts';
import { setInJson } from './set-in-json.ts';

export const dramatiq: Convention = {
  name: 'Dramatiq',
  certainty: 2,
  reads: [],
  bodyKeys: ['actor_name'],
  recognise(clues) {
    const { object } = clues;
    const actor = textIn(object, 'actor_name');
    const queue = textIn(object, 'queue_name');
    const options = asObject(object?.options);
    if (object === null || actor === null || queue === null || options === null) return null;
    const retries = typeof options.retries === 'number' ? options.retries : null;
    return {
      from: 'the body: actor_name, queue_name, options',
      // Of the attempt before: a message that is rejected is not rewritten.
      error: readTraceback(textIn(options, 'traceback')),
      failedAt: readMoment(options.requeue_timestamp),
      attempts: retries === null ? null : retries + 1,
      messageType: actor,
      sourceQueue: queue.replace(/\.(?:DQ|XQ)$/, ''),
      ...(retries !== null &&
        retries > 0 && {
          warnings: [`Its body says options.retries ${retries}: Dramatiq counts on from there.`],
        }),
    };
  },
  bodyChange: {
    words: 'options.retries set to 0 in the body',
    change: (body) => setInJson(body, ['options', 'retries'], '0'),
  },
};
