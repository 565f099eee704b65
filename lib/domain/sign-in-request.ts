// What comes in before a sign-in.
import { z } from 'zod';

export const MIN_PASSWORD = 12;
export const MAX_PASSWORD = 128;

const email = z.email('is no e-mail address').max(254);

export const signInRequest = z.strictObject({
  email,
  password: z.string().min(1, 'is empty').max(1000),
});

const newPassword = z
  .string()
  .min(MIN_PASSWORD, `has fewer than ${MIN_PASSWORD} characters`)
  .max(MAX_PASSWORD, `has more than ${MAX_PASSWORD} characters`);

export const passwordRequest = z.strictObject({ currentPassword: z.string().min(1).max(1000), newPassword });

/** `token`: what stands in the link, after its #. */
export const welcomeRequest = z.strictObject({
  token: z.string().min(1).max(200),
  /** Of who is new; a link for a new password asks for none. */
  name: z.string().trim().min(1, 'is empty').max(200).optional(),
  email,
  password: newPassword,
});

export type WelcomeRequest = z.infer<typeof welcomeRequest>;

export const linkRequest = z.strictObject({ token: z.string().min(1).max(200) });

/** `to`: where to go on after it, a path of ours. */
export const issuerRequest = z.strictObject({ to: z.string().max(2000).optional() });

export const emptyRequest = z.strictObject({});
