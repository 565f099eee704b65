// Coming in by a password or by an invitation, and going out. Gives answers that set or clear the cookie.
import { AppError } from '#lib/errors.ts';
import { checkGuesses, forgetGuesses, rememberWrongGuess } from '#lib/store/guesses.ts';
import { acceptInvitation } from '#lib/store/invitations.ts';
import { noteWrongSignIn } from '#lib/store/sign-ins.ts';
import { addressOf } from './actor.ts';
import { auth } from './auth.ts';

const asking = { kind: 'system' } as const;

/** One answer for a wrong password, an unknown address and one that is disabled, after the same work. Throws unauthorized or too_many. */
export async function signIn(
  headers: Headers,
  { email, password }: { email: string; password: string },
): Promise<Response> {
  const guesser = { account: email.toLowerCase(), address: addressOf(headers) };
  await checkGuesses(asking, guesser);
  const { api } = await auth();
  const answer = await api.signInEmail({
    body: { email, password },
    headers: ownHeaders(headers),
    asResponse: true,
  });
  if (!answer.ok) {
    await rememberWrongGuess(asking, guesser);
    await noteWrongSignIn(asking, { email, address: guesser.address });
    throw new AppError('unauthorized', 'This address and password do not fit together');
  }
  await forgetGuesses(asking, guesser);
  return withCookiesOf(answer);
}

/** Makes the person of an invitation and signs them in. */
export async function welcome(
  headers: Headers,
  { token, name, email, password }: { token: string; name: string; email: string; password: string },
): Promise<Response> {
  const { $context } = await auth();
  const passwordHash = await (await $context).password.hash(password);
  await acceptInvitation(asking, { token, name, email, passwordHash, address: addressOf(headers) });
  return signIn(headers, { email, password });
}

/** Ends this browser's sign-in. Where there is none, nothing happens. */
export async function signOut(headers: Headers): Promise<Response> {
  const { api } = await auth();
  return withCookiesOf(await api.signOut({ headers: ownHeaders(headers), asResponse: true }));
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
