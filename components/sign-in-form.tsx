'use client';
// E-mail address and password.
import type { FormEvent } from 'react';
import { Fields, LabelledField } from './labelled-field.tsx';
import { ProblemNote } from './problem-note.tsx';
import { useSubmit } from './use-submit.ts';

/** `issuer`: what the button of the OpenID Connect issuer says; null where there is none. `wentWrong`: how a visit there ended. */
export function SignInForm({
  next,
  issuer,
  wentWrong,
}: {
  next: string;
  issuer: string | null;
  wentWrong: string | null;
}) {
  const byIssuer = useSubmit<{ url: string }>('/api/v1/sign-in/oidc');
  const { submit, isBusy, problem } = useSubmit<null>('/api/v1/sign-in');

  async function signIn(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const answer = await submit({ email: given.get('email'), password: given.get('password') });
    // A whole load: everything on the page is for the one who came in.
    if (answer.ok) window.location.assign(next);
  }

  async function goToIssuer(): Promise<void> {
    const answer = await byIssuer.submit({ to: next });
    if (answer.ok) window.location.assign(answer.value.url);
  }

  return (
    <form onSubmit={(event) => void signIn(event)} className="grid gap-4" method="post">
      {wentWrong !== null && (
        <p role="alert" className="rounded-sm bg-bad-soft px-3 py-2 text-bad">
          {wentWrong}
        </p>
      )}
      <Fields problem={problem} names={['email', 'password']}>
        <LabelledField label="E-mail address" name="email" type="email" autoComplete="username" required />
        <LabelledField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          hint="Forgotten? An administrator can make you a link for a new one."
        />
      </Fields>
      <button type="submit" className="btn go justify-center" disabled={isBusy}>
        {isBusy ? 'Signing in …' : 'Sign in'}
      </button>
      {issuer !== null && (
        <button
          type="button"
          className="btn justify-center"
          disabled={byIssuer.isBusy}
          onClick={() => void goToIssuer()}
          data-act="issuer"
        >
          Sign in with {issuer}
        </button>
      )}
      {byIssuer.problem !== null && <ProblemNote problem={byIssuer.problem} />}
    </form>
  );
}
