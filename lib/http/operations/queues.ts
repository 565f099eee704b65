// The drained queues, whether they are drained, and which queues a replay reaches.
import { queueView } from '#lib/domain/letter-schemas.ts';
import { pausedQueue, pauseRequest } from '#lib/domain/pause-schemas.ts';
import { reachQuery, reachView } from '#lib/domain/reach-schemas.ts';
import { itemsOf, SMALL, type Operation } from './operation.ts';

export const queueOperations = {
  listQueues: {
    method: 'get',
    path: '/api/v1/queues',
    may: 'viewer',
    tag: 'works',
    summary: 'The drained queues as a worker last saw them',
    answers: { 200: itemsOf(queueView) },
  },
  pauseQueue: {
    method: 'post',
    path: '/api/v1/queues/{name}/pause',
    may: 'administrator',
    tag: 'works',
    summary:
      'Every worker leaves a queue alone within 2 s: its letters wait in RabbitMQ until somebody resumes it',
    body: pauseRequest,
    maxBytes: SMALL,
    answers: { 200: pausedQueue },
  },
  resumeQueue: {
    method: 'post',
    path: '/api/v1/queues/{name}/resume',
    may: 'administrator',
    tag: 'works',
    summary: 'Lets a queue be drained again',
    body: pauseRequest,
    maxBytes: SMALL,
    answers: { 200: pausedQueue },
  },
  readReach: {
    method: 'get',
    path: '/api/v1/reach',
    may: 'operator',
    tag: 'replays',
    summary:
      'Which queues a message reaches now that is published to an exchange, by a snapshot of RabbitMQ’s bindings; those that one may not see are counted',
    query: reachQuery,
    answers: { 200: reachView },
  },
} satisfies Record<string, Operation>;
