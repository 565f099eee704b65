// Ponos: its dead letter is an event, worker.errored, which holds the job (Runnable/ponos 5.8, src/worker.js). Its own error has
// lost message and stack on the way through JSON.
import { writeUtf8 } from '#lib/domain/bytes.ts';
import { asObject, readMoment, textIn } from './clues.ts';
import type { Convention } from './convention.ts';
import { findReplayId, writeInside } from './inside.ts';

const SUFFIX = '.error.publisher';

export const ponos: Convention = {
  name: 'Ponos',
  certainty: 3,
  reads: ['publisherWorkerName'],
  bodyKeys: ['originalWorkerName'],
  recognise(clues) {
    const { object } = clues;
    const worker = textIn(object, 'originalWorkerName');
    const job = asObject(object?.originalJobPayload);
    if (object === null || worker === null || job === null) return null;
    const { properties } = clues;
    const data = asObject(asObject(object.error)?.data);
    const meta = asObject(object.originalJobMeta);
    const app = properties.appId?.endsWith(SUFFIX)
      ? properties.appId.slice(0, -SUFFIX.length)
      : properties.appId;
    const attempt = data?.attempt;
    return {
      from: 'the body: originalWorkerName and originalJobPayload',
      error: {
        // Of an error JSON keeps what it has besides message and stack: Node's own have a code.
        type: textIn(data?.originalError, 'name') ?? textIn(data?.originalError, 'code') ?? 'WorkerStopError',
        message:
          textIn(data?.originalError, 'message') ??
          textIn(data, 'message') ??
          `The job of ${worker} was given up`,
      },
      failedAt: readMoment(properties.timestamp),
      attempts: typeof attempt === 'number' ? attempt : null,
      messageType: worker,
      sourceQueue: app ? `${app}.${worker}` : null,
      // A job goes to its queue by the default exchange.
      exchange: app ? '' : null,
      routingKey: app ? `${app}.${worker}` : null,
      owner: app ?? textIn(meta, 'appId'),
      cameFromReplayId: findReplayId(meta?.headers),
      warnings: ['A replay sends the job inside to the queue of its worker.'],
    };
  },
  unwrap({ object }) {
    const job = asObject(object?.originalJobPayload);
    if (job === null) return null;
    const meta = asObject(object?.originalJobMeta);
    // Its own publisher writes jobs with JSON.stringify() too.
    const { headers, timestamp, appId } = meta ?? {};
    return writeInside({ headers: headers ?? {}, timestamp, appId }, writeUtf8(JSON.stringify(job)));
  },
};
