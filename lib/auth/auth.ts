// The one better-auth: passwords and browsers that are signed in. It stores into tables of our names; who may what is ours.
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { uuidv7 } from 'uuidv7';
import { readConfig } from '#lib/config.ts';
import { MAX_PASSWORD, MIN_PASSWORD } from '#lib/domain/sign-in-request.ts';
import { db } from '#lib/store/client.ts';
import { noteSignIn } from '#lib/store/sign-ins.ts';
import { readSecret } from '#lib/store/secret.ts';
import { withHashedTokens } from './hashed-tokens.ts';

async function makeAuth() {
  const { publicUrl, signInDays } = readConfig();
  const adapter = prismaAdapter(db(), { provider: 'postgresql' });
  return betterAuth({
    appName: 'LetterThief',
    secret: await readSecret({ kind: 'system' }, 'cookies'),
    baseURL: publicUrl,
    database: (options: BetterAuthOptions) => withHashedTokens(adapter(options)),
    emailAndPassword: {
      enabled: true,
      // People come by an invitation.
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD,
      maxPasswordLength: MAX_PASSWORD,
    },
    user: { modelName: 'person' },
    session: {
      modelName: 'signIn',
      fields: { userId: 'personId' },
      expiresIn: signInDays * 24 * 3600,
      // What is idle for too long ends in lib/auth/actor.ts; nothing makes a sign-in longer.
      disableSessionRefresh: true,
    },
    account: { modelName: 'credential', fields: { userId: 'personId' } },
    verification: { modelName: 'verification' },
    databaseHooks: {
      // Whichever way they come: who is disabled gets no sign-in, and none is without its line in the audit.
      session: {
        create: {
          before: async ({ userId, ipAddress }) =>
            noteSignIn({ kind: 'system' }, { personId: userId, address: ipAddress ?? null }),
        },
      },
    },
    // Guesses are slowed over all web processes (lib/store/guesses.ts).
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      cookiePrefix: 'letterthief',
      useSecureCookies: publicUrl.startsWith('https:'),
      database: { generateId: () => uuidv7() },
      ipAddress: { ipAddressHeaders: ['x-letterthief-peer'] },
    },
  });
}

export type Auth = Awaited<ReturnType<typeof makeAuth>>;

// On globalThis: Next may load this module once for each route bundle.
const held = globalThis as { letterthiefAuth?: Promise<Auth> };

/** Made at first use; tried again when the store was not there. */
export function auth(): Promise<Auth> {
  held.letterthiefAuth ??= makeAuth().catch((error: unknown) => {
    delete held.letterthiefAuth;
    throw error;
  });
  return held.letterthiefAuth;
}
