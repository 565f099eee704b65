// What the REST API answers about people, tokens and sign-ins, as schemas.
import { z } from 'zod';
import { roles } from './actor.ts';

const id = z.uuid();
const time = z.iso.datetime();
const standing = {
  role: z.enum(roles),
  seeQueues: z.array(z.string()),
  actQueues: z.array(z.string()),
};

export const me = z
  .object({
    kind: z.enum(['person', 'token']),
    id,
    name: z.string(),
    email: z.string().nullable(),
    ...standing,
  })
  .meta({ id: 'Me' });

export const personView = z
  .object({
    id,
    name: z.string(),
    email: z.string(),
    ...standing,
    isDisabled: z.boolean(),
    slackId: z.string().nullable().describe('As whom Slack knows them: a member ID'),
    createdAt: time,
    lastSeenAt: time.nullable(),
    version: z.string().describe('Of what stands here, for If-Match'),
  })
  .meta({ id: 'Person' });

export const signInView = z
  .object({
    id,
    isThis: z.boolean(),
    address: z.string().nullable(),
    browser: z.string().nullable(),
    since: time,
    lastSeenAt: time,
  })
  .meta({ id: 'SignIn' });

export const tokenView = z
  .object({
    id,
    name: z.string(),
    ...standing,
    madeBy: z.string(),
    createdAt: time,
    expiresAt: time.nullable(),
    lastUsedAt: time.nullable(),
  })
  .meta({ id: 'Token' });

export const invitationView = z
  .object({
    id,
    email: z.string().nullable().describe('Whose it is; null for whoever holds the link'),
    ...standing,
    isForPassword: z.boolean().describe('A link for a new password, of somebody who is there'),
    madeBy: z.string().nullable(),
    createdAt: time,
    expiresAt: time,
  })
  .meta({ id: 'Invitation' });

export const linkView = z
  .object({
    email: z.string().nullable(),
    ...standing,
    isForPassword: z.boolean(),
    madeBy: z.string().nullable(),
    expiresAt: time,
  })
  .meta({ id: 'Link' });

const secretOnce = 'Shown this once';
export const madeToken = z.object({ id, token: z.string().describe(secretOnce) });
export const madeInvitation = z.object({ id, link: z.string().describe(secretOnce) });

export type PersonView = z.infer<typeof personView>;
export type SignInView = z.infer<typeof signInView>;
export type InvitationView = z.infer<typeof invitationView>;
export type LinkView = z.infer<typeof linkView>;
export type TokenView = z.infer<typeof tokenView>;
export type Me = z.infer<typeof me>;
