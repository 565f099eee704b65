// Where who is not signed in lands, and from where they go on.
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { visitorIfAny } from '#app/visitor.ts';
import { Doorway } from '#components/doorway.tsx';
import { SignInForm } from '#components/sign-in-form.tsx';
import { readConfig } from '#lib/config.ts';
import { hasAdministrator } from '#lib/store/people.ts';
import { ownPath } from '#lib/domain/own-path.ts';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ to?: string | string[]; error?: string | string[] }>;
}) {
  const { to, error } = await searchParams;
  const next = ownPath(Array.isArray(to) ? to[0] : to);
  const visitor = await visitorIfAny();
  if (visitor !== null && visitor !== 'unknown') redirect(next);
  const isFirst = !(await hasAdministrator({ kind: 'system' }).catch(() => true));
  return (
    <Doorway title="Sign in">
      {isFirst && (
        <p className="rounded-sm bg-wait-soft px-3 py-2 text-wait">
          Nobody can sign in yet. The log of the first start has a link that makes the administrator; it is
          good for a day, and each new start prints another.
        </p>
      )}
      <SignInForm
        next={next}
        issuer={readConfig().oidc?.name ?? null}
        wentWrong={error === undefined ? null : sayWhy(error)}
      />
    </Doorway>
  );
}

/** In our words: what the address says could be anybody's. */
function sayWhy(error: string | string[]): string {
  if (error === 'over') return 'You were signed out, or your sign-in has ended. Sign in again to go on.';
  if (error === 'disabled') return 'Your account here is disabled: ask an administrator.';
  if (error === 'no_role')
    return 'Your account there is known, but no rule lets it in here: ask an administrator.';
  return 'The sign-in over there did not come to an end. Try again; if it stays so, ask an administrator.';
}
