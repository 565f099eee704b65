// Letters and what is done with them.
import { z } from 'zod';
import { bodyQuery, bodyWindow, bodyWindowQuery } from '#lib/domain/body-schemas.ts';
import { deadLetterListQuery } from '#lib/domain/filter.ts';
import {
  deadLetterDetail,
  deadLetterSummary,
  movedLetter,
  relatedLetters,
  replayView,
  twin,
} from '#lib/domain/letter-schemas.ts';
import {
  bulkMoved,
  discardRequest,
  lettersRequest,
  replayRequest,
  restoreRequest,
} from '#lib/domain/replay-request.ts';
import { reproduction, reproductionQuery } from '#lib/domain/reproduce/targets.ts';
import { itemsOf, type Operation } from './operation.ts';

export const letterOperations = {
  listDeadLetters: {
    method: 'get',
    path: '/api/v1/dead-letters',
    may: 'viewer',
    tag: 'letters',
    summary: 'Letters that match a filter, newest first',
    query: deadLetterListQuery,
    answers: { 200: z.object({ items: z.array(deadLetterSummary), nextCursor: z.string().nullable() }) },
  },
  readDeadLetter: {
    method: 'get',
    path: '/api/v1/dead-letters/{id}',
    may: 'viewer',
    tag: 'letters',
    summary: 'A letter, with all that is known of it but its body',
    answers: { 200: deadLetterDetail },
  },
  readBody: {
    method: 'get',
    path: '/api/v1/dead-letters/{id}/body',
    may: 'viewer',
    tag: 'letters',
    summary: 'A letter’s body, byte for byte; the audit remembers who opened it',
    query: bodyQuery,
    answers: { 200: { media: 'application/octet-stream', binary: true } },
  },
  reproduceLetter: {
    method: 'get',
    path: '/api/v1/dead-letters/{id}/reproduction',
    may: 'viewer',
    tag: 'letters',
    summary:
      'A letter’s message as a program that publishes it to a broker of one’s own, or as a fixture; the audit remembers who opened it',
    query: reproductionQuery,
    answers: { 200: reproduction },
  },
  readBodyLines: {
    method: 'get',
    path: '/api/v1/dead-letters/{id}/body/lines',
    may: 'viewer',
    tag: 'letters',
    summary: 'A letter’s body laid out for reading, some lines of it: unpacked, and by its format',
    query: bodyWindowQuery,
    answers: { 200: bodyWindow },
  },
  findRelated: {
    method: 'get',
    path: '/api/v1/dead-letters/{id}/related',
    may: 'viewer',
    tag: 'letters',
    summary:
      'Letters that have an id, a trace or their body in common with a letter; known some seconds after they arrived',
    answers: { 200: itemsOf(relatedLetters) },
  },
  requestReplays: {
    method: 'post',
    path: '/api/v1/replays',
    may: 'operator',
    tag: 'replays',
    summary: 'Asks for letters to be tried again; a worker publishes them',
    body: replayRequest,
    answers: { 202: itemsOf(replayView) },
  },
  readReplay: {
    method: 'get',
    path: '/api/v1/replays/{id}',
    may: 'viewer',
    tag: 'replays',
    summary: 'One replay and how it stands',
    answers: { 200: replayView },
  },
  discardLetters: {
    method: 'post',
    path: '/api/v1/discards',
    may: 'operator',
    tag: 'letters',
    summary: 'Closes open letters, those that are named or all that match a filter; they can be restored',
    body: discardRequest,
    answers: { 200: z.union([itemsOf(movedLetter), bulkMoved]) },
  },
  restoreLetters: {
    method: 'post',
    path: '/api/v1/restores',
    may: 'operator',
    tag: 'letters',
    summary:
      'Opens discarded letters again: those that are named, all that match a filter, or all of a discard by a filter',
    body: restoreRequest,
    answers: { 200: z.union([itemsOf(movedLetter), bulkMoved]) },
  },
  keepAsTwo: {
    method: 'post',
    path: '/api/v1/twins',
    may: 'operator',
    tag: 'letters',
    summary: 'Says of letters marked “perhaps two” that two equal messages were sent',
    body: lettersRequest,
    answers: { 200: itemsOf(twin) },
  },
} satisfies Record<string, Operation>;
