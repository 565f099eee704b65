'use client';
// E-mail address and password.
import type { FormEvent } from 'react';
import { LabelledField } from './labelled-field.tsx';
import { ProblemNote } from './problem-note.tsx';
import { useSubmit } from './use-submit.ts';

export function SignInForm({ next }: { next: string }) {
  const { submit, isBusy, problem } = useSubmit<null>('/api/v1/sign-in');

  async function signIn(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const answer = await submit({ email: given.get('email'), password: given.get('password') });
    // A whole load: everything on the page is for the one who came in.
    if (answer.ok) window.location.assign(next);
  }

  return (
    <form onSubmit={(event) => void signIn(event)} className="grid gap-4" method="post">
      <LabelledField label="E-mail address" name="email" type="email" autoComplete="username" required />
      <LabelledField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
      />
      {problem !== null && <ProblemNote problem={problem} />}
      <button type="submit" className="btn go justify-center" disabled={isBusy}>
        {isBusy ? 'Signing in …' : 'Sign in'}
      </button>
    </form>
  );
}
