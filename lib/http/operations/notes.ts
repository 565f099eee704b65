// Notes on a letter. A note touches neither letter nor message: whoever sees the letter and is an operator may write one, also
// where they may only look at its queue.
import { z } from 'zod';
import { noteRequest, noteView } from '#lib/domain/notes.ts';
import { itemsOf, SMALL, type Operation } from './operation.ts';

/** 4,000 characters as JSON may escape them. */
const MAX_BYTES = 2 * SMALL;

export const noteOperations = {
  listNotes: {
    method: 'get',
    path: '/api/v1/dead-letters/{id}/notes',
    may: 'viewer',
    tag: 'letters',
    summary: 'What people wrote on a letter, newest last',
    answers: { 200: itemsOf(noteView) },
  },
  addNote: {
    method: 'post',
    path: '/api/v1/dead-letters/{id}/notes',
    may: 'operator',
    tag: 'letters',
    summary: 'Writes a note on a letter; whoever may see the letter reads it',
    body: noteRequest,
    maxBytes: MAX_BYTES,
    answers: { 201: noteView },
  },
  changeNote: {
    method: 'patch',
    path: '/api/v1/notes/{id}',
    may: 'operator',
    tag: 'letters',
    summary: 'Changes a note of one’s own',
    body: noteRequest,
    maxBytes: MAX_BYTES,
    hasVersion: true,
    answers: { 200: noteView },
  },
  deleteNote: {
    method: 'delete',
    path: '/api/v1/notes/{id}',
    may: 'operator',
    tag: 'letters',
    summary: 'Deletes a note of one’s own; an administrator anybody’s',
    answers: { 200: z.object({ id: z.uuid() }) },
  },
} satisfies Record<string, Operation>;
