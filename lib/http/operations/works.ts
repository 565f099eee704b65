// How it stands: probes, metrics, events, and the description of all this.
import { z } from 'zod';
import { deadLetterFilter } from '#lib/domain/filter.ts';
import type { Operation } from './operation.ts';

export const worksOperations = {
  health: {
    method: 'get',
    path: '/api/health',
    may: 'anyone',
    tag: 'works',
    summary: 'This web process answers',
    allowsAnyHost: true,
    answers: { 200: z.object({ status: z.literal('ok') }) },
  },
  ready: {
    method: 'get',
    path: '/api/ready',
    may: 'anyone',
    tag: 'works',
    summary:
      'The whole works: the store answers, and a living worker reaches the broker. Why not, for who is signed in',
    allowsAnyHost: true,
    answers: {
      200: z.object({ status: z.literal('ready') }),
      503: z.object({ status: z.literal('not ready'), problems: z.exactOptional(z.array(z.string())) }),
    },
  },
  metrics: {
    method: 'get',
    path: '/api/metrics',
    may: 'viewer',
    tag: 'works',
    summary: 'Counters and gauges in Prometheus’ text format',
    answers: { 200: { media: 'text/plain' } },
  },
  events: {
    method: 'get',
    path: '/api/v1/events',
    may: 'viewer',
    tag: 'works',
    summary:
      'Letters and outcomes as they come (server-sent events). With a filter, of new letters those that match: what is written behind the drain (marks, groups, words) may make one match a second later, and a letter may be told twice',
    query: deadLetterFilter.extend({
      lastEventId: z
        .string()
        .max(4000)
        .optional()
        .describe('As the header Last-Event-ID, for who cannot set one: nothing that came since is missed'),
    }),
    answers: { 200: { media: 'text/event-stream' } },
  },
  openapi: {
    method: 'get',
    path: '/api/v1/openapi.json',
    may: 'anyone',
    tag: 'works',
    summary: 'This description (OpenAPI 3.1)',
    answers: { 200: z.looseObject({ openapi: z.string() }) },
  },
} satisfies Record<string, Operation>;
