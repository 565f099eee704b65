// Finding letters: how many match, and what can be asked for.
import { deadLetterFilter } from '#lib/domain/filter.ts';
import { letterCount, queryValues, queryValuesQuery } from '#lib/domain/query/schemas.ts';
import { histogram, histogramQuery } from '#lib/domain/histogram.ts';
import { searchIndex } from '#lib/domain/search-index.ts';
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
  readHistogram: {
    method: 'get',
    path: '/api/v1/dead-letters/histogram',
    may: 'viewer',
    tag: 'letters',
    summary: 'Letters that match a filter, by the time of their arrival',
    query: histogramQuery,
    answers: { 200: histogram },
  },
  readSearchIndex: {
    method: 'get',
    path: '/api/v1/search-index',
    may: 'viewer',
    tag: 'letters',
    summary: 'How far the index of the text search has come; what it has not reached is looked through',
    answers: { 200: searchIndex },
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
