// Editing a letter's message before it is tried again.
import {
  editedReplayRequest,
  editPreview,
  editPreviewRequest,
  storedEdit,
} from '#lib/domain/edit/edit-request.ts';
import { replayView } from '#lib/domain/letter-schemas.ts';
import type { Operation } from './operation.ts';

export const editOperations = {
  previewEdit: {
    method: 'post',
    path: '/api/v1/edit-previews',
    may: 'operator',
    tag: 'replays',
    summary: 'What an edit would change in a letter’s message; changes nothing',
    body: editPreviewRequest,
    answers: { 200: editPreview },
  },
  requestEditedReplay: {
    method: 'post',
    path: '/api/v1/edited-replays',
    may: 'operator',
    tag: 'replays',
    summary: 'Asks for a letter to be tried again with an edited message; the letter itself stays as it came',
    body: editedReplayRequest,
    answers: { 202: replayView },
  },
  readEdit: {
    method: 'get',
    path: '/api/v1/replays/{id}/edit',
    may: 'viewer',
    tag: 'replays',
    summary: 'The edited message of a replay; the audit remembers who opened it',
    answers: { 200: storedEdit },
  },
} satisfies Record<string, Operation>;
