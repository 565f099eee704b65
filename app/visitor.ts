// Who a page is for. Every page but those of the sign-in begins here.
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { actorOf } from '#lib/auth/actor.ts';
import { readConfig } from '#lib/config.ts';
import type { Visitor } from '#lib/domain/actor.ts';
import { AppError } from '#lib/errors.ts';

/** Sends who is not signed in to the sign-in, and from there back. */
export const visitorOf = cache(async (): Promise<Visitor> => {
  const given = await headers();
  try {
    return await actorOf(given);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unauthorized') throw error;
    const way = readConfig().isDemo ? '/api/v1/demo' : '/sign-in';
    const to = withoutOurs(given.get('x-letterthief-path') ?? '/');
    // Who has a cookie was in before.
    const was = given.get('cookie')?.includes('session_token=') ? '&error=over' : '';
    redirect(`${way}?to=${encodeURIComponent(to)}${was}`);
  }
});

/** What Next adds to an address that it fetches itself is nobody's bookmark. */
function withoutOurs(path: string): string {
  if (!path.includes('_rsc=')) return path;
  const at = path.indexOf('?');
  const bare = path.slice(0, at);
  const kept = new URLSearchParams(path.slice(at));
  kept.delete('_rsc');
  return kept.size === 0 ? bare : `${bare}?${kept}`;
}

/** For the frame around every page, those of the sign-in too. `unknown`: the store could not say; the page itself tells of that. */
export const visitorIfAny = cache(async (): Promise<Visitor | 'unknown' | null> =>
  actorOf(await headers()).catch((error: unknown) =>
    error instanceof AppError && error.code === 'unauthorized' ? null : 'unknown',
  ),
);
