// Saved views of the inbox.
import { z } from 'zod';
import { savedView, viewChange, viewRequest } from '#lib/domain/saved-views.ts';
import { itemsOf, SMALL, type Operation } from './operation.ts';

/** 8,000 characters as JSON may escape them. */
const MAX_BYTES = 4 * SMALL;

export const viewOperations = {
  listViews: {
    method: 'get',
    path: '/api/v1/views',
    may: 'viewer',
    tag: 'letters',
    summary: 'Saved views: one’s own, and those that others share',
    answers: { 200: itemsOf(savedView) },
  },
  readView: {
    method: 'get',
    path: '/api/v1/views/{id}',
    may: 'viewer',
    tag: 'letters',
    summary: 'One saved view',
    answers: { 200: savedView },
  },
  saveView: {
    method: 'post',
    path: '/api/v1/views',
    may: 'viewer',
    tag: 'letters',
    summary: 'Saves a filter and its columns under a name: at most 200 each, names unlike',
    body: viewRequest,
    maxBytes: MAX_BYTES,
    answers: { 201: savedView },
  },
  changeView: {
    method: 'patch',
    path: '/api/v1/views/{id}',
    may: 'viewer',
    tag: 'letters',
    summary: 'Renames, changes, shares a view of one’s own; an administrator any shared one',
    body: viewChange,
    maxBytes: MAX_BYTES,
    answers: { 200: savedView },
  },
  deleteView: {
    method: 'delete',
    path: '/api/v1/views/{id}',
    may: 'viewer',
    tag: 'letters',
    summary: 'Deletes a view of one’s own; an administrator any shared one',
    answers: { 200: z.object({ id: z.uuid() }) },
  },
} satisfies Record<string, Operation>;
