// Who is there: a browser that is signed in, or a machine with a token. What they may is read at every request.
import { z } from 'zod';
import { readConfig } from '#lib/config.ts';
import type { Actor, PersonActor, Visitor } from '#lib/domain/actor.ts';
import { findStanding } from '#lib/domain/role-rules.ts';
import { AppError } from '#lib/errors.ts';
import { isAPIError } from 'better-auth/api';
import { countGuess } from '#lib/store/guesses.ts';
import { bringPerson } from '#lib/store/outside-people.ts';
import { readSignedIn, readStanding } from '#lib/store/people.ts';
import { readToken, readTokenById } from '#lib/store/tokens.ts';
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

/**
 * Who somebody is by now, who was this a moment ago. No request of theirs: nothing is written, so that neither an idle browser
 * is kept alive by what we ask, nor old words of a proxy become true again. Throws unauthorized.
 */
export async function stillThere(visitor: Visitor): Promise<Visitor> {
  const { id } = visitor;
  const limits = { ...limitsOf(), isTouched: false };
  const now =
    visitor.kind === 'token'
      ? await readTokenById(asking, id)
      : visitor.signInId === null
        ? await readStanding(asking, id)
        : await readSignedIn(asking, visitor.signInId, limits);
  if (now === null) throw new AppError('unauthorized', 'You were signed out, or what let you in was revoked');
  return { ...visitor, ...now } as Visitor;
}

/** The address of the other end of the connection; scripts/web.ts writes it over whatever was sent. */
export function addressOf(headers: Headers): string | null {
  return headers.get('x-letterthief-peer');
}

async function readMachine(headers: Headers, token: string): Promise<Visitor | null> {
  const address = addressOf(headers);
  const found = await readToken(asking, token);
  if (found !== null) return { kind: 'token', ...found, address };
  // Only wrong ones are slowed: a right one comes in whatever others guess from its address.
  await countGuess(asking, { at: 'token', address });
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
  const cookies = new Headers({ cookie: headers.get('cookie') ?? '' });
  const signedIn = await api.getSession({ headers: cookies }).catch((error: unknown) => {
    // It says no more of what went wrong; the store is all that it asks.
    if (!isAPIError(error) || error.statusCode < 500) throw error;
    throw new AppError('unavailable', 'Who is signed in cannot be read just now: Postgres does not answer', {
      cause: error,
    });
  });
  if (signedIn === null) return null;
  const person = await readSignedIn(asking, signedIn.session.id, { ...limitsOf(), isTouched: true });
  if (person === null) return null;
  return { kind: 'person', ...person, signInId: signedIn.session.id, address: addressOf(headers) };
}

function limitsOf(): { idleHours: number; days: number } {
  const { signInDays: days, signInIdleHours: idleHours } = readConfig();
  return { idleHours, days };
}
