// The one better-auth: passwords and browsers that are signed in. It stores into tables of our names; who may what is ours.
import { setTimeout as sleep } from 'node:timers/promises';
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { uuidv7 } from 'uuidv7';
import { readConfig } from '#lib/config.ts';
import { MAX_PASSWORD, MIN_PASSWORD } from '#lib/domain/sign-in-request.ts';
import { makeLog } from '#lib/log.ts';
import { db } from '#lib/store/client.ts';
import { noteSignIn } from '#lib/store/sign-ins.ts';
import { readSecret } from '#lib/store/secret.ts';
import { bindIssuer, makeOidcPlugin, PROVIDER } from './oidc.ts';
import { admit } from './issuer-people.ts';
import { withHashedTokens } from './hashed-tokens.ts';

async function makeAuth() {
  const { publicUrl, signInDays, oidc } = readConfig();
  // Without its issuer passwords still open the door.
  const byIssuer = oidc && (await makeOidcPlugin(oidc).catch(tellAway));
  const adapter = prismaAdapter(db(), { provider: 'postgresql' });
  const made = betterAuth({
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
    user: {
      modelName: 'person',
      // No route of ours takes these from a person: only what an issuer says goes through our rules into them.
      additionalFields: {
        role: { type: 'string', required: false },
        seeQueues: { type: 'string[]', required: false },
        actQueues: { type: 'string[]', required: false },
      },
      validateUserInfo: async ({ user, source }, { headers }) =>
        source.oauth &&
        admit(source.action, user, source.oauth.profile ?? {}, headers?.get('x-letterthief-peer') ?? null),
    },
    session: {
      modelName: 'signIn',
      fields: { userId: 'personId' },
      expiresIn: signInDays * 24 * 3600,
      // What is idle for too long ends in lib/auth/actor.ts; nothing makes a sign-in longer.
      disableSessionRefresh: true,
    },
    account: {
      modelName: 'credential',
      fields: { userId: 'personId' },
      // An address that the issuer has verified is the person's who has it here.
      // One that took it here without proof loses it to them first (issuer-people.ts).
      accountLinking: { enabled: true, requireLocalEmailVerified: false },
    },
    verification: { modelName: 'verification' },
    databaseHooks: {
      // We ask the issuer nothing later: its tokens are not kept.
      account: {
        create: { before: async (account) => ({ data: withoutTokens(account) }) },
        update: { before: async (account) => ({ data: withoutTokens(account) }) },
      },
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
    onAPIError: { errorURL: `${publicUrl}/sign-in` },
    plugins: byIssuer ? [byIssuer.plugin] : [],
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      cookiePrefix: 'letterthief',
      useSecureCookies: publicUrl.startsWith('https:'),
      database: { generateId: () => uuidv7() },
      ipAddress: { ipAddressHeaders: ['x-letterthief-peer'], ipv6Subnet: 128 },
    },
  });
  if (byIssuer && oidc) {
    const { socialProviders } = await made.$context;
    const provider = socialProviders.find(({ id }) => id === PROVIDER);
    if (provider) bindIssuer(provider, byIssuer.issuer, oidc.clientId);
  }
  return made;
}

/** It is asked again after this. */
const ISSUER_AGAIN_MS = 15_000;

function tellAway(error: unknown): null {
  makeLog('web', readConfig().logLevel).error(
    { err: error },
    'the OpenID Connect issuer cannot be used; it is tried again',
  );
  void tryAgain();
  return null;
}

/** Beside what is there: nobody who is signed in waits for an issuer. */
async function tryAgain(): Promise<void> {
  await sleep(ISSUER_AGAIN_MS, undefined, { ref: false });
  try {
    const made = await makeAuth();
    held.letterthiefAuth = Promise.resolve(made);
  } catch (error) {
    tellAway(error);
  }
}

function withoutTokens<Row extends object>(account: Row): Row {
  return { ...account, accessToken: null, refreshToken: null, idToken: null };
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
