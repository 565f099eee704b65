// Who is there: a browser that is signed in, or a machine with a token. What they may is read at every request.
import { z } from 'zod';
import { readConfig } from '#lib/config.ts';
import type { Actor, PersonActor, Visitor } from '#lib/domain/actor.ts';
import { findStanding } from '#lib/domain/role-rules.ts';
import { AppError } from '#lib/errors.ts';
import { checkGuesses, rememberWrongGuess } from '#lib/store/guesses.ts';
import { bringPerson, readSignedIn } from '#lib/store/people.ts';
import { readToken } from '#lib/store/tokens.ts';
import { auth } from './auth.ts';

const asking: Actor = { kind: 'system' };

/** Throws unauthorized when nobody is there, too_many when wrong tokens came from there. */
export async function actorOf(headers: Headers): Promise<Visitor> {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  const visitor =
    bearer === undefined
      ? ((await readProxied(headers)) ?? (await readBrowser(headers)))
      : await readMachine(headers, bearer);
  if (visitor === null)
    throw new AppError('unauthorized', 'Sign in, or send a token: Authorization: Bearer lt_…');
  return visitor;
}

/** The address of the other end of the connection; scripts/web.ts writes it over whatever was sent. */
export function addressOf(headers: Headers): string | null {
  return headers.get('x-letterthief-peer');
}

async function readMachine(headers: Headers, token: string): Promise<Visitor | null> {
  const address = addressOf(headers);
  const found = await readToken(asking, token);
  if (found !== null) return { kind: 'token', ...found, address };
  await checkGuesses(asking, { address });
  await rememberWrongGuess(asking, { address });
  return null;
}

/** Whom a reverse proxy has signed in: scripts/web.ts passes its header on only from the addresses that the settings name. */
async function readProxied(headers: Headers): Promise<Visitor | null> {
  const { proxy } = readConfig();
  const email = headers.get('x-letterthief-user')?.toLowerCase();
  if (!proxy?.userHeader || !email || !z.email().max(254).safeParse(email).success) return null;
  const groups = (headers.get('x-letterthief-groups') ?? '').split(',').map((one) => one.trim());
  const standing = findStanding(proxy.rules, { email, isEmailVerified: true, groups });
  if (standing === null) return null;
  const address = addressOf(headers);
  const person = await bringPerson(asking, { email, address, ...standing });
  return person && { kind: 'person', ...person, signInId: null, address };
}

/** Who is signed in here; null when nobody is. */
export async function readBrowser(headers: Headers): Promise<PersonActor | null> {
  if (!headers.has('cookie')) return null;
  const { api } = await auth();
  // Without the cookie's renewal: we answer with no cookie here.
  const signedIn = await api.getSession({ headers: new Headers({ cookie: headers.get('cookie') ?? '' }) });
  if (signedIn === null) return null;
  const { signInDays: days, signInIdleHours: idleHours } = readConfig();
  const person = await readSignedIn(asking, signedIn.session.id, { idleHours, days });
  if (person === null) return null;
  return { kind: 'person', ...person, signInId: signedIn.session.id, address: addressOf(headers) };
}
