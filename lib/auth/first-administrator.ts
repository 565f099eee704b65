// A LetterThief that nobody can sign in to yet offers one way in, to whoever reads its log.
import { readConfig } from '#lib/config.ts';
import { invite } from '#lib/store/invitations.ts';
import { hasAdministrator } from '#lib/store/people.ts';

const HOURS = 24;

/** A link that makes the first administrator, once, within a day; null when there is one. Its secret is after the #: no server logs it. */
export async function offerFirstAdministrator(): Promise<string | null> {
  const asking = { kind: 'system' } as const;
  if (await hasAdministrator(asking)) return null;
  const { token } = await invite(asking, {
    email: null,
    role: 'administrator',
    seeQueues: ['*'],
    actQueues: ['*'],
    expiresInHours: HOURS,
  });
  return `${readConfig().publicUrl}/welcome#${token}`;
}
