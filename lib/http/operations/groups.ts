// Failure groups and owners. A group is of one source queue: who may not see that is told that the group is not there.
import { z } from 'zod';
import {
  assignee,
  failureGroup,
  failureGroupDetail,
  groupChange,
  groupListQuery,
  groupSnooze,
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
  snoozeFailureGroup: {
    method: 'post',
    path: `${path}/snooze`,
    may: 'operator',
    tag: 'groups',
    summary: 'Nothing is posted for it for so many hours, or wakes it; its letters are kept and counted',
    body: groupSnooze,
    maxBytes: SMALL,
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
