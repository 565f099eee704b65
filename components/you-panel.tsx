'use client';
// Who is signed in, what they may, and from which browsers.
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import type { Visitor } from '#lib/domain/actor.ts';
import type { SignInView } from '#lib/domain/people-schemas.ts';
import { sayBrowser, sayStanding } from '#lib/domain/standing-words.ts';
import { MAX_PASSWORD, MIN_PASSWORD } from '#lib/domain/sign-in-request.ts';
import { AccessDialog } from './access-dialog.tsx';
import { post, send, type Problem } from './api.ts';
import { Age } from './clock.tsx';
import { LabelledField } from './labelled-field.tsx';
import { Panel } from './panel.tsx';

export function YouPanel({ visitor, signIns }: { visitor: Visitor; signIns: readonly SignInView[] }) {
  const router = useRouter();
  const [isChanging, setChanging] = useState(false);

  async function end(path: string): Promise<void> {
    await send('DELETE', path);
    router.refresh();
  }

  async function change(form: FormData): Promise<Problem | null> {
    const [currentPassword, newPassword] = [form.get('currentPassword'), form.get('newPassword')];
    const answer = await post('/api/v1/password', { currentPassword, newPassword });
    if (!answer.ok) return answer.problem;
    setChanging(false);
    toast.success('The password is changed; your other browsers are signed out.');
    router.refresh();
    return null;
  }

  const others = signIns.filter(({ isThis }) => !isThis);
  return (
    <Panel
      title="You"
      name="you"
      actions={
        <>
          {visitor.kind === 'person' && (
            <button type="button" className="btn quiet" onClick={() => setChanging(true)}>
              Change password…
            </button>
          )}
          {others.length > 0 && (
            <button type="button" className="btn quiet" onClick={() => void end('/api/v1/sign-ins')}>
              Sign out elsewhere
            </button>
          )}
        </>
      }
    >
      <div className="grid gap-1 px-3.5 py-3">
        <p>
          <b>{visitor.name}</b> {visitor.kind === 'person' ? visitor.email : 'an API token'}
        </p>
        <p className="text-ink-2">{sayStanding(visitor)}</p>
      </div>
      <ul className="border-t border-line">
        {signIns.map(({ id, isThis, browser, address, since, lastSeenAt }) => (
          <li
            key={id}
            className="flex flex-wrap items-center gap-x-3 border-b border-line px-3.5 py-2 last:border-b-0"
            data-sign-in={id}
          >
            <span className="clip max-w-[520px]" title={browser ?? undefined}>
              {sayBrowser(browser)}
            </span>
            {isThis && <span className="badge good">this one</span>}
            <span className="text-sm text-ink-3">
              {address ?? 'address unknown'} · since <Age at={since} /> · last seen <Age at={lastSeenAt} />
            </span>
            {!isThis && (
              <button
                type="button"
                className="btn quiet ml-auto"
                onClick={() => void end(`/api/v1/sign-ins/${id}`)}
              >
                Sign out
              </button>
            )}
          </li>
        ))}
      </ul>
      {isChanging && (
        <AccessDialog
          title="Change your password"
          go="Change it"
          onSubmit={change}
          onClose={() => setChanging(false)}
        >
          <LabelledField
            label="Your password now"
            name="currentPassword"
            type="password"
            autoComplete="current-password"
            required
          />
          <LabelledField
            label="The new one"
            name="newPassword"
            type="password"
            autoComplete="new-password"
            minLength={MIN_PASSWORD}
            maxLength={MAX_PASSWORD}
            required
            hint={`At least ${MIN_PASSWORD} characters. Your other browsers are signed out.`}
          />
        </AccessDialog>
      )}
    </Panel>
  );
}
