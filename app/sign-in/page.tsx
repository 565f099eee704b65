// Where who is not signed in lands, and from where they go on.
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { visitorIfAny } from '#app/visitor.ts';
import { Doorway } from '#components/doorway.tsx';
import { SignInForm } from '#components/sign-in-form.tsx';
import { ownPath } from '#lib/domain/own-path.ts';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ to?: string | string[] }>;
}) {
  const { to } = await searchParams;
  const next = ownPath(Array.isArray(to) ? to[0] : to);
  if ((await visitorIfAny()) !== null) redirect(next);
  return (
    <Doorway title="Sign in">
      <SignInForm next={next} />
    </Doorway>
  );
}
