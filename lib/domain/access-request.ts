// What says who may what: for people, invitations and tokens alike.
import { z } from 'zod';
import { roles } from './actor.ts';
import { memberId } from './alerts/slack-id.ts';

const patterns = z
  .array(z.string().trim().min(1, 'is empty').max(255, 'has more than 255 characters'))
  .min(1, 'is empty: * is every queue')
  .max(100, 'has more than 100 patterns');

/** `seeQueues` and `actQueues`: * where they are left out. */
export const standing = {
  role: z.enum(roles),
  seeQueues: patterns.default(['*']),
  actQueues: patterns.default(['*']),
};

const HOURS_OF_TEN_YEARS = 87_600;

export const tokenRequest = z.strictObject({
  name: z.string().trim().min(1, 'is empty').max(100),
  ...standing,
  /** Null: it never expires. */
  expiresInHours: z.number().int().min(1).max(HOURS_OF_TEN_YEARS).nullable().default(null),
});
export type TokenRequest = z.infer<typeof tokenRequest>;

export const invitationRequest = z.strictObject({
  /** Whose it is; null for whoever holds the link. */
  email: z.email('is no e-mail address').max(254).nullable().default(null),
  ...standing,
  expiresInHours: z.number().int().min(1).max(720).default(72),
});
export type InvitationRequest = z.infer<typeof invitationRequest>;

/** What an administrator changes of a person; what is left out stays. */
export const personChange = z.strictObject({
  role: z.enum(roles).optional(),
  seeQueues: patterns.optional(),
  actQueues: patterns.optional(),
  isDisabled: z.boolean().optional(),
  slackId: memberId
    .nullable()
    .optional()
    .describe('As whom Slack knows them: what that member does in Slack is done as this person'),
});
export type PersonChange = z.infer<typeof personChange>;
