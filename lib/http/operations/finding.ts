// Finding letters: how many match, and what can be asked for.
import { deadLetterFilter } from '#lib/domain/filter.ts';
import { letterCount, queryValues, queryValuesQuery } from '#lib/domain/query/schemas.ts';
import type { Operation } from './operation.ts';

export const findingOperations = {
  countDeadLetters: {
    method: 'get',
    path: '/api/v1/dead-letters/count',
    may: 'viewer',
    tag: 'letters',
    summary: 'How many letters match a filter: exactly where that is fast, else about',
    query: deadLetterFilter,
    answers: { 200: letterCount },
  },
  listQueryValues: {
    method: 'get',
    path: '/api/v1/query-values',
    may: 'viewer',
    tag: 'letters',
    summary: 'Values that a key of the query language has, by how many of the newest letters have them',
    query: queryValuesQuery,
    answers: { 200: queryValues },
  },
} satisfies Record<string, Operation>;
