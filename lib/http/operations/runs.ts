// Replay runs: many letters tried again as one, planned first, at a rate, in order, and stopped at any time.
import { z } from 'zod';
import { runChange, runRequest } from '#lib/domain/run-request.ts';
import { runLetter, runLettersQuery, runListQuery, runSummary, runView } from '#lib/domain/run-schemas.ts';
import { SMALL, type Operation } from './operation.ts';

const path = '/api/v1/replay-runs';
const tag = 'replays';

export const runOperations = {
  listRuns: {
    method: 'get',
    path,
    may: 'viewer',
    tag,
    summary: 'Replay runs, newest first: whose letters one may all see',
    query: runListQuery,
    answers: { 200: z.object({ items: z.array(runSummary), nextCursor: z.string().nullable() }) },
  },
  planRun: {
    method: 'post',
    path,
    may: 'operator',
    tag,
    summary:
      'Plans to try letters again: by ids, a filter or a failure group. The set is frozen and what would come of it is counted; nothing else is changed, and a plan that nobody starts is forgotten after a day',
    body: runRequest,
    answers: { 201: runView },
  },
  readRun: {
    method: 'get',
    path: `${path}/{id}`,
    may: 'viewer',
    tag,
    summary: 'A run: its plan, how far it is, and what came of it',
    answers: { 200: runView },
  },
  changeRun: {
    method: 'patch',
    path: `${path}/{id}`,
    may: 'operator',
    tag,
    summary: 'Changes a run’s rate, also while it runs',
    body: runChange,
    maxBytes: SMALL,
    answers: { 200: runView },
  },
  listRunLetters: {
    method: 'get',
    path: `${path}/{id}/letters`,
    may: 'viewer',
    tag,
    summary: 'The letters of a run in the order in which they go, and what became of each',
    query: runLettersQuery,
    answers: { 200: z.object({ items: z.array(runLetter), nextCursor: z.string().nullable() }) },
  },
  startRun: {
    method: 'post',
    path: `${path}/{id}/start`,
    may: 'operator',
    tag,
    summary: 'Starts a planned run, once',
    answers: { 200: runView },
  },
  pauseRun: {
    method: 'post',
    path: `${path}/{id}/pause`,
    may: 'operator',
    tag,
    summary: 'Pauses a running run: within a second no more letters go',
    answers: { 200: runView },
  },
  resumeRun: {
    method: 'post',
    path: `${path}/{id}/resume`,
    may: 'operator',
    tag,
    summary: 'Lets a paused run go on',
    answers: { 200: runView },
  },
  cancelRun: {
    method: 'post',
    path: `${path}/{id}/cancel`,
    may: 'operator',
    tag,
    summary:
      'Calls a run off for good: what is not being published stays, or stands again, as it stood before',
    answers: { 200: runView },
  },
} satisfies Record<string, Operation>;
