'use client';
// Who comes by an invitation's link says who they are and chooses a password.
import Link from 'next/link';
import { useEffect, useState, useSyncExternalStore, type FormEvent } from 'react';
import type { LinkView } from '#lib/domain/people-schemas.ts';
import { sayStanding } from '#lib/domain/standing-words.ts';
import { MAX_PASSWORD, MIN_PASSWORD } from '#lib/domain/sign-in-request.ts';
import { post, type Answer } from './api.ts';
import { Fields, LabelledField } from './labelled-field.tsx';
import { ProblemNote } from './problem-note.tsx';
import { useSubmit } from './use-submit.ts';

function hearHash(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}

/** A link says what it is for before anybody types. */
export function WelcomeForm() {
  const token = useSyncExternalStore(
    hearHash,
    () => window.location.hash.slice(1),
    () => null,
  );
  const [link, setLink] = useState<Answer<LinkView> | null>(null);
  useEffect(() => {
    if (token) void post<LinkView>('/api/v1/welcome/link', { token }).then(setLink);
  }, [token]);
  if (token === '')
    return (
      <p className="text-ink-2">
        This address is not whole: it ends with a # and a secret. Copy the link again, up to its end.
      </p>
    );
  if (token === null || link === null) return <p className="text-ink-3">One moment …</p>;
  if (!link.ok)
    return (
      <>
        <ProblemNote problem={link.problem} />
        <p>
          <Link className="link" href="/sign-in">
            To the sign-in
          </Link>
        </p>
      </>
    );
  return <LinkForm token={token} link={link.value} />;
}

function LinkForm({ token, link }: { token: string; link: LinkView }) {
  const { submit, isBusy, problem } = useSubmit<null>('/api/v1/welcome');

  async function come(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const name = given.get('name') ?? undefined;
    const answer = await submit({
      token,
      ...(name === undefined ? {} : { name }),
      email: link.email ?? given.get('email'),
      password: given.get('password'),
    });
    if (answer.ok) window.location.assign('/');
  }

  return (
    <form onSubmit={(event) => void come(event)} className="grid gap-4" method="post">
      <p className="text-ink-2">
        {link.isForPassword ? (
          <>
            A new password for <b>{link.email}</b>. Every browser that is signed in with the old one is signed
            out.
          </>
        ) : (
          <>
            {link.email === null ? 'You come' : <b>{link.email}</b>} {link.email === null ? '' : 'comes'} as{' '}
            {sayStanding(link)}.{link.madeBy !== null && ` Invited by ${link.madeBy}.`}
          </>
        )}
      </p>
      <Fields problem={problem} names={['name', 'email', 'password']}>
        {!link.isForPassword && (
          <LabelledField label="Your name" name="name" autoComplete="name" maxLength={200} required />
        )}
        {link.email === null ? (
          <LabelledField label="E-mail address" name="email" type="email" autoComplete="username" required />
        ) : (
          <input type="hidden" name="username" autoComplete="username" value={link.email} />
        )}
        <LabelledField
          label={link.isForPassword ? 'New password' : 'Password'}
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={MIN_PASSWORD}
          maxLength={MAX_PASSWORD}
          required
          hint={`At least ${MIN_PASSWORD} characters. A few words in a row are good.`}
        />
      </Fields>
      <button type="submit" className="btn go justify-center" disabled={isBusy}>
        {isBusy ? 'One moment …' : link.isForPassword ? 'Set it, and come in' : 'Come in'}
      </button>
    </form>
  );
}
