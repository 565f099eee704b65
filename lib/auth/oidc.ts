// Coming in by an OpenID Connect issuer: the way there, and what better-auth must know of it.
import { createRemoteJWKSet, decodeJwt } from 'jose';
import { genericOAuth, type GenericOAuthUserInfo } from 'better-auth/plugins/generic-oauth';
import { readConfig, type Config } from '#lib/config.ts';
import { findStanding, type Claims } from '#lib/domain/role-rules.ts';
import type { Standing } from '#lib/domain/actor.ts';
import { readBoundedText, readIssuer, type Issuer } from './issuer.ts';

export type Oidc = NonNullable<Config['oidc']>;
export const PROVIDER = 'oidc';

/** Throws where the issuer cannot be used. */
export async function makeOidcPlugin(
  oidc: Oidc,
): Promise<{ plugin: ReturnType<typeof genericOAuth>; issuer: Issuer }> {
  const issuer = await readIssuer(oidc.issuer);
  const plugin = genericOAuth({
    config: [
      {
        providerId: PROVIDER,
        name: oidc.name,
        clientId: oidc.clientId,
        clientSecret: oidc.clientSecret,
        scopes: [...oidc.scopes],
        pkce: true,
        authorizationUrl: issuer.authorization_endpoint,
        tokenUrl: issuer.token_endpoint,
        ...(issuer.userinfo_endpoint === undefined ? {} : { userInfoUrl: issuer.userinfo_endpoint }),
        accountSubject: ({ profile }) => String(profile.sub ?? ''),
        getUserInfo: ({ idToken, accessToken }) => readClaims(issuer, idToken, accessToken),
        mapProfileToUser: (profile) => ({
          name: String(profile.name ?? profile.email ?? ''),
          // Some issuers say it in a text, and "false" would be true.
          emailVerified: profile.email_verified === true,
          ...standingOf(profile),
        }),
      },
    ],
  });
  return { plugin, issuer };
}

/** The claims of the identity token, which is verified by now (bindIssuer); what it leaves out the issuer is asked for. */
async function readClaims(
  issuer: Issuer,
  idToken: string | undefined,
  accessToken: string | undefined,
): Promise<GenericOAuthUserInfo | null> {
  // Without one there is no signature and no nonce: an answer of anybody's.
  if (idToken === undefined) return null;
  const claims = decodeJwt(idToken) as Record<string, unknown>;
  const isWhole = claims.email !== undefined;
  const more = isWhole || accessToken === undefined ? {} : await askUserInfo(issuer, accessToken);
  if (more === null || (more.sub !== undefined && more.sub !== claims.sub)) return null;
  const all: Record<string, unknown> = { ...more, ...claims };
  return {
    ...all,
    id: String(claims.sub),
    email: String(all.email ?? ''),
    emailVerified: all.email_verified === true,
  } as GenericOAuthUserInfo;
}

async function askUserInfo(
  { userinfo_endpoint: endpoint }: Issuer,
  accessToken: string,
): Promise<Record<string, unknown> | null> {
  if (endpoint === undefined) return {};
  const answer = await fetch(endpoint, {
    headers: { authorization: `Bearer ${accessToken}` },
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  });
  return answer.ok ? (JSON.parse(await readBoundedText(answer)) as Record<string, unknown>) : null;
}

/** What the library would have read from the issuer by itself; it reads whatever stands there, and we have looked. */
export function bindIssuer(provider: object, issuer: Issuer, clientId: string): void {
  const { jwks_uri, id_token_signing_alg_values_supported: offered } = issuer;
  const algorithms = offered.filter((one) => one !== 'none' && !one.startsWith('HS'));
  const jwks = createRemoteJWKSet(new URL(jwks_uri));
  Object.assign(provider, {
    issuer: issuer.issuer,
    idToken: { jwks, issuer: issuer.issuer, audience: clientId, algorithms },
    requiresIdTokenNonce: true,
  });
}

/** Null: no rule lets them in. */
export function standingOf(profile: GenericOAuthUserInfo | Record<string, unknown>): Standing | null {
  const { oidc } = readConfig();
  return oidc && findStanding(oidc.rules, claimsOf(profile, oidc));
}

function claimsOf(profile: Record<string, unknown>, { groupsClaim }: Oidc): Claims {
  const given = profile[groupsClaim];
  return {
    email: String(profile.email ?? ''),
    isEmailVerified: profile.email_verified === true,
    groups: Array.isArray(given) ? given.filter((one): one is string => typeof one === 'string') : [],
  };
}
