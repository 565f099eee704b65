// Failure groups as they are asked for, and as pages and the REST API show them.
import { z } from 'zod';
import { reason } from './audit.ts';
import { letterStatuses } from './dead-letter.ts';
import { groupSorts, groupStates } from './group-states.ts';

/** Of letters in all, and of letters within an hour. n.b. as many are counted at each new letter of such a group. */
export const MAX_UNTIL_PER_HOUR = 10_000;

const ignoredUntil = z.strictObject({
  letters: z.number().int().min(1).max(1_000_000_000).nullable().default(null),
  perHour: z.number().int().min(0).max(MAX_UNTIL_PER_HOUR).nullable().default(null),
});

export const groupOwner = z
  .object({
    name: z.string(),
    kind: z.enum(['person', 'team']),
    personId: z.uuid().nullable(),
    by: z.enum(['hand', 'rule']).describe('Assigned to this group, or by the first rule that fits its queue'),
    rule: z.string().nullable().describe('The rule’s pattern of queues'),
  })
  .meta({ id: 'GroupOwner' });
export type GroupOwner = z.infer<typeof groupOwner>;

export const failureGroup = z
  .object({
    id: z.uuid(),
    title: z.string(),
    state: z.enum(groupStates),
    stateAt: z.iso.datetime(),
    ignoredUntil: z
      .object({ letters: z.number().nullable(), perHour: z.number().nullable() })
      .nullable()
      .describe('It opens again with more letters than so many in all, or within an hour'),
    cameBackAt: z.iso.datetime().nullable().describe('A letter came after it was resolved'),
    grewAt: z.iso.datetime().nullable().describe('It grew past what it was ignored until'),
    snoozed: z
      .object({ until: z.iso.datetime(), by: z.string() })
      .nullable()
      .describe('Nothing is posted for it until then; its letters are kept and counted'),
    cause: z
      .object({
        sourceQueue: z.string().nullable(),
        reason: z.string().nullable(),
        errorType: z.string().nullable(),
        pattern: z.string().nullable().describe('The message, with # for numbers, ids, values and times'),
        file: z.string().nullable(),
        function: z.string().nullable(),
      })
      .describe('What its letters have in common: why they are one group'),
    letters: z.number().int(),
    openLetters: z.number().int(),
    firstAt: z.iso.datetime(),
    lastAt: z.iso.datetime(),
    perHour: z
      .array(z.number().int())
      .describe(
        'Letters that came in each hour (UTC), oldest first, the last is under way: 24 in the list, else 168',
      ),
    owner: groupOwner.nullable(),
    version: z.string().describe('Of what stands here, for If-Match'),
  })
  .meta({ id: 'FailureGroup' });
export type FailureGroupView = z.infer<typeof failureGroup>;

export const groupSample = z.object({
  id: z.uuid(),
  status: z.enum(letterStatuses),
  routingKey: z.string().nullable(),
  errorMessage: z.string().nullable(),
  arrivedAt: z.iso.datetime(),
});
export type GroupSample = z.infer<typeof groupSample>;

export const failureGroupDetail = failureGroup
  .extend({ samples: z.array(groupSample).describe('The newest 20 letters') })
  .meta({ id: 'FailureGroupDetail' });
export type FailureGroupDetail = z.infer<typeof failureGroupDetail>;

const name = z
  .string()
  .max(255)
  .refine((value) => !value.includes('\0'), 'must not contain NUL');

export const groupFilter = z.object({
  state: z.enum(groupStates).optional(),
  queue: name.optional(),
  owner: name.optional().describe('A person or team by name; - for those without one'),
  q: name.optional().describe('In title, error type, file and function'),
  sort: z.enum(groupSorts).default('lastSeen'),
});
export type GroupFilter = z.infer<typeof groupFilter>;

export const groupListQuery = groupFilter.extend({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(100).optional(),
});
export type GroupListQuery = z.infer<typeof groupListQuery>;

/** What is left out stays. */
export const groupChange = z
  .strictObject({
    state: z.enum(groupStates).optional(),
    ignoreUntil: ignoredUntil
      .optional()
      .describe(
        'With state ignored: until it has more letters than so many, or more than so many in an hour',
      ),
    assignee: z.uuid().nullable().optional().describe('A person’s id; null: whose it is by the rules'),
    reason,
  })
  .refine(({ state, assignee }) => state !== undefined || assignee !== undefined, 'changes nothing')
  .refine(({ state, ignoreUntil }) => ignoreUntil === undefined || state === 'ignored', {
    path: ['ignoreUntil'],
    message: 'goes with the state ignored',
  });
export type GroupChange = z.infer<typeof groupChange>;

export const groupSnooze = z.strictObject({
  hours: z.number().min(0.25).max(168).nullable().describe('From now on; null wakes it'),
});

export const assignee = z.object({ id: z.uuid(), name: z.string() });
export type Assignee = z.infer<typeof assignee>;

/** Reads a page's search parameters; what is wrong is left out. */
export function readGroupFilter(params: Record<string, string | string[] | undefined>): GroupFilter {
  const given: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(groupFilter.shape)) {
    const value = params[key];
    if (typeof value === 'string' && value !== '' && schema.safeParse(value).success) given[key] = value;
  }
  return groupFilter.parse(given);
}
