// Owners: whose the letters of a queue are. An ordered list, of which the first rule that fits counts.
import { z } from 'zod';
import { slackId } from './alerts/slack-id.ts';

const MAX_RULES = 200;

const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(max, `has more than ${max} characters`)
    .refine((value) => !/[\0\p{Cs}]/u.test(value), 'holds a NUL, or half a character');

export const ownerRule = z
  .strictObject({
    queues: text(255).describe('A pattern of source queues: * for any characters'),
    personId: z.uuid().nullable().default(null),
    team: text(100).nullable().default(null),
    slackId: slackId
      .nullable()
      .optional()
      .describe('Whom alerts mention: a member or a user group; null: the person’s own'),
  })
  .refine(
    ({ personId, team }) => (personId === null) !== (team === null),
    'names a person or a team, one of them',
  );

export const ownerRulesRequest = z.strictObject({
  items: z.array(ownerRule).max(MAX_RULES, `are more than ${MAX_RULES}`),
});
export type OwnerRulesRequest = z.infer<typeof ownerRulesRequest>;

export const ownerRules = z
  .object({
    items: z.array(
      z.object({
        queues: z.string(),
        personId: z.uuid().nullable(),
        team: z.string().nullable(),
        slackId: z.string().nullable(),
        name: z.string().describe('The person’s, or the team'),
      }),
    ),
    version: z.string().describe('Of what stands here, for If-Match'),
  })
  .meta({ id: 'OwnerRules' });
export type OwnerRules = z.infer<typeof ownerRules>;
