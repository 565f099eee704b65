// Failure groups and owners. A group is of one source queue: who may not see that is told that the group is not there.
import { z } from 'zod';
import {
  assignee,
  failureGroup,
  failureGroupDetail,
  groupChange,
  groupDiscard,
  groupDiscarded,
  groupListQuery,
  groupRestore,
  groupRestored,
} from '#lib/domain/group-schemas.ts';
import { noteRequest, noteView } from '#lib/domain/notes.ts';
import { ownerRules, ownerRulesRequest } from '#lib/domain/owner-rules.ts';
import { itemsOf, SMALL, type Operation } from './operation.ts';

const path = '/api/v1/failure-groups/{id}';

export const groupOperations = {
  listFailureGroups: {
    method: 'get',
    path: '/api/v1/failure-groups',
    may: 'viewer',
    tag: 'groups',
    summary: 'Letters of one cause, by cause; known some seconds after they arrived',
    query: groupListQuery,
    answers: { 200: z.object({ items: z.array(failureGroup), nextCursor: z.string().nullable() }) },
  },
  readFailureGroup: {
    method: 'get',
    path,
    may: 'viewer',
    tag: 'groups',
    summary: 'A group: why its letters are one, how many came when, and the newest of them',
    answers: { 200: failureGroupDetail },
  },
  changeFailureGroup: {
    method: 'patch',
    path,
    may: 'operator',
    tag: 'groups',
    summary: 'Opens, resolves, ignores or assigns a group; its letters stay as they are',
    body: groupChange,
    maxBytes: SMALL,
    hasVersion: true,
    answers: { 200: failureGroup },
  },
  listAssignees: {
    method: 'get',
    path: `${path}/assignees`,
    may: 'operator',
    tag: 'groups',
    summary: 'Whom a group can be assigned to: people who may see its letters',
    answers: { 200: itemsOf(assignee) },
  },
  discardGroup: {
    method: 'post',
    path: `${path}/discards`,
    may: 'operator',
    tag: 'groups',
    summary:
      'Closes open letters of a group, at most 1,000 at once: asked again with its discardId until it is done. Letters that come after the first batch stay open',
    body: groupDiscard,
    maxBytes: SMALL,
    answers: { 200: groupDiscarded },
  },
  restoreGroup: {
    method: 'post',
    path: `${path}/restores`,
    may: 'operator',
    tag: 'groups',
    summary:
      'Opens again what a discard of the group closed, at most 1,000 at once: asked again until it is done',
    body: groupRestore,
    maxBytes: SMALL,
    answers: { 200: groupRestored },
  },
  listGroupNotes: {
    method: 'get',
    path: `${path}/notes`,
    may: 'viewer',
    tag: 'groups',
    summary: 'What people wrote on a group, newest last',
    answers: { 200: itemsOf(noteView) },
  },
  addGroupNote: {
    method: 'post',
    path: `${path}/notes`,
    may: 'operator',
    tag: 'groups',
    summary: 'Writes a note on a group; changed and deleted as those on letters',
    body: noteRequest,
    maxBytes: 2 * SMALL,
    answers: { 201: noteView },
  },
  readOwnerRules: {
    method: 'get',
    path: '/api/v1/owner-rules',
    may: 'administrator',
    tag: 'groups',
    summary: 'Whose the letters of which queues are: the first rule that fits counts',
    answers: { 200: ownerRules },
  },
  setOwnerRules: {
    method: 'put',
    path: '/api/v1/owner-rules',
    may: 'administrator',
    tag: 'groups',
    summary: 'Sets all rules anew, in their order',
    body: ownerRulesRequest,
    maxBytes: 16 * SMALL,
    hasVersion: true,
    answers: { 200: ownerRules },
  },
} satisfies Record<string, Operation>;
