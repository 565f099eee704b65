// `npm run demo` signs its visitor in: a real sign-in of a real person. Never without LETTERTHIEF_DEMO, which only loopback allows.
import { createHmac } from 'node:crypto';
import { readConfig } from '#lib/config.ts';
import { AppError } from '#lib/errors.ts';
import { invite } from '#lib/store/invitations.ts';
import { hasPerson } from '#lib/store/people.ts';
import { readSecret } from '#lib/store/secret.ts';
import { signIn, welcome } from './sign-in.ts';

const email = 'visitor@example.com';

/** An answer that sets the cookie. Throws not_found where this is no demo. */
export async function signDemoVisitorIn(headers: Headers): Promise<Response> {
  if (!readConfig().isDemo) throw new AppError('not_found', 'There is nothing here');
  const asking = { kind: 'system' } as const;
  const secret = await readSecret(asking, 'cookies');
  const password = createHmac('sha256', secret).update('demo visitor').digest('base64url');
  if (await hasPerson(asking, email)) return signIn(headers, { email, password });
  const everything = { role: 'administrator' as const, seeQueues: ['*'], actQueues: ['*'] };
  const { token } = await invite(asking, { email, expiresInHours: 1, ...everything });
  return welcome(headers, { token, name: 'Demo visitor', email, password });
}
