'use client';
// The secrets that a save has made, one after another, each shown only now.
import type { AlertRoutes } from '#lib/domain/alerts/routes.ts';
import { ShownOnce } from './shown-once.tsx';

export function MadeSecrets({
  secrets,
  onSeen,
}: {
  secrets: NonNullable<AlertRoutes['madeSecrets']>;
  /** Of the first of them. */
  onSeen: () => void;
}) {
  const [first] = secrets;
  if (first === undefined) return null;
  return (
    <ShownOnce
      key={first.route}
      title={`The secret of “${first.route}”`}
      secret={first.secret}
      what="the secret"
      hint="Posts to this webhook are signed with it, as Standard Webhooks: the headers webhook-id, webhook-timestamp and webhook-signature. Give it to whoever takes them, to check that they come from here. It is shown only now."
      onClose={onSeen}
    />
  );
}
