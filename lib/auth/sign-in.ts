// Coming in by a password or by an invitation, and going out. Gives answers that set or clear the cookie.
import { readConfig } from '#lib/config.ts';
import type { Visitor } from '#lib/domain/actor.ts';
import type { LinkView } from '#lib/domain/people-schemas.ts';
import type { WelcomeRequest } from '#lib/domain/sign-in-request.ts';
import { AppError } from '#lib/errors.ts';
import { countGuess, forgetGuess } from '#lib/store/guesses.ts';
import { readLink } from '#lib/store/invitations.ts';
import { acceptInvitation, readPasswordVersion } from '#lib/store/joining.ts';
import { changePassword } from '#lib/store/people.ts';
import { endSignIn, noteWrongSignIn } from '#lib/store/sign-ins.ts';
import { addressOf, readBrowser } from './actor.ts';
import { auth } from './auth.ts';
import { PROVIDER } from './oidc.ts';
import { checkPassword } from './password.ts';

const asking = { kind: 'system' } as const;

/** One answer for a wrong password, an unknown address and one that is disabled, after the same work. Throws unauthorized or too_many. */
export async function signIn(
  headers: Headers,
  { email, password }: { email: string; password: string },
): Promise<Response> {
  const guesser = { at: 'password', account: email.toLowerCase(), address: addressOf(headers) } as const;
  await countGuess(asking, guesser);
  const { api, $context } = await auth();
  const before = await readPasswordVersion(asking, guesser.account);
  const answer = await api.signInEmail({
    body: { email, password },
    headers: ownHeaders(headers),
    asResponse: true,
  });
  if (!answer.ok) {
    if (answer.status >= 500)
      throw new AppError('unavailable', 'Nobody can sign in just now: Postgres does not answer');
    await noteWrongSignIn(asking, { email, address: guesser.address });
    throw new AppError('unauthorized', 'This address and password do not fit together');
  }
  // Set anew while the old one was being looked at: who knew that is out.
  if ((await readPasswordVersion(asking, guesser.account)) !== before) {
    const { token } = (await answer.clone().json()) as { token: string };
    await (await $context).internalAdapter.deleteSession(token);
    throw new AppError('unauthorized', 'The password was changed just now');
  }
  await forgetGuess(asking, guesser);
  return withCookiesOf(answer);
}

/** What a link is for. Throws not_found, or too_many for who tries many. */
export async function lookAtLink(headers: Headers, token: string): Promise<LinkView> {
  const link = await readLink(asking, token);
  if (link !== null) return link;
  await countGuess(asking, { at: 'link', address: addressOf(headers) });
  throw new AppError(
    'not_found',
    'This link was used already, was taken back, or has expired: ask for another one',
  );
}

/** Makes the person of an invitation, or sets a password anew, and signs them in. */
export async function welcome(
  headers: Headers,
  { token, name = '', email, password }: WelcomeRequest,
): Promise<Response> {
  // Before what costs: hashing, and reading a password well.
  const { isForPassword } = await lookAtLink(headers, token);
  if (!isForPassword && name === '')
    throw new AppError('invalid_input', 'name: is empty', { details: { field: 'name' } });
  checkPassword(password, [name, email]);
  const { $context } = await auth();
  const passwordHash = await (await $context).password.hash(password);
  await acceptInvitation(asking, { token, name, email, passwordHash, address: addressOf(headers) });
  return signIn(headers, { email, password });
}

/** The address at the issuer to go to, and the cookie by which the way back is known. Throws unavailable, or not_found without an issuer. */
export async function beginByIssuer(headers: Headers, to: string): Promise<Response> {
  const { oidc, publicUrl } = readConfig();
  if (oidc === null) throw new AppError('not_found', 'No OpenID Connect issuer is set');
  const { api } = await auth().catch((error: unknown) => {
    throw new AppError('unavailable', 'The issuer cannot be used just now; the log says why', {
      cause: error,
    });
  });
  const body = {
    provider: PROVIDER,
    callbackURL: publicUrl + to,
    errorCallbackURL: `${publicUrl}/sign-in`,
    disableRedirect: true,
  };
  const answer = await api.signInSocial({ body, headers: ownHeaders(headers), asResponse: true });
  const { url } = (await answer.json()) as { url?: string };
  if (!answer.ok || url === undefined)
    throw new AppError('unavailable', 'The issuer cannot be used just now');
  const { headers: withCookies } = withCookiesOf(answer);
  return Response.json({ url }, { headers: withCookies });
}

/** Back from the issuer: a redirect into our pages, or to the sign-in with what went wrong. */
export async function endByIssuer(request: Request): Promise<Response> {
  const { handler } = await auth();
  const { search } = new URL(request.url);
  return handler(
    new Request(`${readConfig().publicUrl}/api/auth/callback/${PROVIDER}${search}`, {
      headers: ownHeaders(request.headers),
    }),
  );
}

/** A new password for who knows the old one; guesses at the old one count. Throws unauthorized, invalid_input, too_many. */
export async function renewPassword(
  visitor: Visitor,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
): Promise<void> {
  if (visitor.kind !== 'person') throw new AppError('forbidden', 'A token has no password');
  const guesser = { at: 'password', account: visitor.email, address: visitor.address } as const;
  await countGuess(asking, guesser);
  const { password, internalAdapter } = await (await auth()).$context;
  const accounts = await internalAdapter.findAccounts(visitor.id);
  const hash = accounts.find(({ providerId }) => providerId === 'credential')?.password;
  if (!hash || !(await password.verify({ hash, password: currentPassword }))) {
    throw new AppError('invalid_input', 'currentPassword: is not your password', {
      details: { field: 'currentPassword' },
    });
  }
  await forgetGuess(asking, guesser);
  checkPassword(newPassword, [visitor.name, visitor.email], 'newPassword');
  await changePassword(visitor, await password.hash(newPassword));
}

/** Ends this browser's sign-in. Where there is none, nothing happens. */
export async function signOut(headers: Headers): Promise<Response> {
  const visitor = await readBrowser(headers);
  if (visitor?.signInId) await endSignIn(visitor, visitor.signInId);
  const { api } = await auth();
  const answer = withCookiesOf(await api.signOut({ headers: ownHeaders(headers), asResponse: true }));
  answer.headers.set('clear-site-data', '"cache"');
  return answer;
}

/** What better-auth needs, and nothing that could change what it does: the route helper has checked Origin and Host. */
function ownHeaders(headers: Headers): Headers {
  const kept = new Headers();
  for (const name of ['cookie', 'user-agent', 'x-letterthief-peer']) {
    const value = headers.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept;
}

function withCookiesOf(answer: Response): Response {
  const headers = new Headers({ 'cache-control': 'no-store' });
  for (const cookie of answer.headers.getSetCookie()) headers.append('set-cookie', cookie);
  return new Response(null, { status: 204, headers });
}
