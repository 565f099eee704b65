'use client';
// Who comes by an invitation's link says who they are and chooses a password.
import { useSyncExternalStore, type FormEvent } from 'react';
import { MAX_PASSWORD, MIN_PASSWORD } from '#lib/domain/sign-in-request.ts';
import { LabelledField } from './labelled-field.tsx';
import { ProblemNote } from './problem-note.tsx';
import { useSubmit } from './use-submit.ts';

function hearHash(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}

export function WelcomeForm() {
  const { submit, isBusy, problem } = useSubmit<null>('/api/v1/welcome');
  const token = useSyncExternalStore(
    hearHash,
    () => window.location.hash.slice(1),
    () => null,
  );

  async function come(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const [name, email, password] = ['name', 'email', 'password'].map((field) => given.get(field));
    const answer = await submit({ token, name, email, password });
    if (answer.ok) window.location.assign('/');
  }

  if (token === '') {
    return (
      <p className="text-ink-2">
        This address is not whole: it ends with a # and a secret. Copy the link again, up to its end.
      </p>
    );
  }
  return (
    <form onSubmit={(event) => void come(event)} className="grid gap-4" method="post">
      <LabelledField label="Your name" name="name" autoComplete="name" maxLength={200} required />
      <LabelledField label="E-mail address" name="email" type="email" autoComplete="username" required />
      <LabelledField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={MIN_PASSWORD}
        maxLength={MAX_PASSWORD}
        required
        hint={`At least ${MIN_PASSWORD} characters. A few words in a row are good.`}
      />
      {problem !== null && <ProblemNote problem={problem} />}
      <button type="submit" className="btn go justify-center" disabled={isBusy || token === null}>
        {isBusy ? 'One moment …' : 'Come in'}
      </button>
    </form>
  );
}
