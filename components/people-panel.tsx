'use client';
// Everybody who can sign in, what they may, and how others come.
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import type { InvitationView, PersonView } from '#lib/domain/people-schemas.ts';
import { sayStanding } from '#lib/domain/standing-words.ts';
import { AccessDialog } from './access-dialog.tsx';
import { AccessFields, readAccess } from './access-fields.tsx';
import { AccessRow, Since } from './access-row.tsx';
import { post, send, type Problem } from './api.ts';
import { LabelledField } from './labelled-field.tsx';
import { Panel } from './panel.tsx';
import { ShownOnce } from './shown-once.tsx';

export function PeoplePanel({
  people,
  invitations,
  ownId,
}: {
  people: readonly PersonView[];
  invitations: readonly InvitationView[];
  ownId: string;
}) {
  const router = useRouter();
  const [asked, setAsked] = useState<PersonView | 'invite' | null>(null);
  const [made, setMade] = useState<{ link: string; hint: string } | null>(null);

  async function invite(form: FormData): Promise<Problem | null> {
    const email = String(form.get('email')).trim();
    const request = { ...readAccess(form), ...(email === '' ? {} : { email }) };
    const answer = await post<{ link: string }>('/api/v1/invitations', request);
    if (!answer.ok) return answer.problem;
    setAsked(null);
    setMade({ link: answer.value.link, hint: 'It works once, within three days.' });
    router.refresh();
    return null;
  }

  async function linkFor(person: PersonView): Promise<void> {
    const answer = await post<{ link: string }>(`/api/v1/people/${person.id}/password-links`, {});
    setAsked(null);
    if (answer.ok) setMade({ link: answer.value.link, hint: 'It sets a new password once, within a day.' });
    else toast.error(answer.problem.detail);
  }

  async function takeBack({ id }: InvitationView): Promise<void> {
    const answer = await send('DELETE', `/api/v1/invitations/${id}`);
    if (answer.ok) toast.success('Taken back: nobody comes in by that link any more.');
    else toast.error(answer.problem.detail);
    router.refresh();
  }

  async function change(person: PersonView, form: FormData): Promise<Problem | null> {
    const request = {
      ...readAccess(form),
      isDisabled: form.get('isDisabled') === 'on',
      slackId: readSlackId(form),
    };
    const answer = await send('PATCH', `/api/v1/people/${person.id}`, request, person.version);
    if (!answer.ok) return answer.problem;
    setAsked(null);
    router.refresh();
    return null;
  }

  return (
    <Panel
      title="People"
      name="people"
      count={people.length}
      actions={
        <button type="button" className="btn" onClick={() => setAsked('invite')} data-act="invite">
          Invite…
        </button>
      }
    >
      <ul>
        {people.map((person) => (
          <AccessRow
            key={person.id}
            data-person={person.email}
            head={
              <>
                <b>{person.name}</b>
                <span className="text-ink-2 wrap-anywhere">{person.email}</span>
                {person.id === ownId && <span className="badge">you</span>}
                {person.isDisabled && <span className="badge wait">disabled</span>}
              </>
            }
            facts={
              <>
                {sayStanding(person)} ·{' '}
                <Since word="last seen" at={person.lastSeenAt} never="not signed in" />
                {person.slackId !== null && (
                  <>
                    {' '}
                    · Slack <span className="mono">{person.slackId}</span>
                  </>
                )}
              </>
            }
            verb="Change"
            name={person.name}
            onAsk={() => setAsked(person)}
          />
        ))}
        {invitations.map((one) => (
          <AccessRow
            key={one.id}
            data-invitation={one.id}
            head={
              <>
                <b>{one.email ?? 'whoever has the link'}</b>
                <span className="badge">{one.isForPassword ? 'link for a new password' : 'invited'}</span>
              </>
            }
            facts={
              <>
                {sayStanding(one)} · by {one.madeBy ?? 'the first start'} ·{' '}
                <Since word="expires" at={one.expiresAt} never="" />
              </>
            }
            verb="Take back"
            name={`the link for ${one.email ?? 'whoever has it'}`}
            onAsk={() => void takeBack(one)}
          />
        ))}
      </ul>
      {asked === 'invite' && (
        <AccessDialog
          title="Invite a person"
          go="Make the link"
          onSubmit={invite}
          onClose={() => setAsked(null)}
        >
          <LabelledField
            label="E-mail address"
            name="email"
            type="email"
            hint="Only this address can use the link. Empty: whoever has it."
          />
          <AccessFields />
        </AccessDialog>
      )}
      {asked !== null && asked !== 'invite' && (
        <AccessDialog
          title={asked.name}
          go="Save"
          onSubmit={(form) => change(asked, form)}
          onClose={() => setAsked(null)}
        >
          <AccessFields standing={asked} />
          <LabelledField
            label="Slack member ID"
            name="slackId"
            className="field mono"
            defaultValue={asked.slackId ?? ''}
            placeholder="U0123ABCD"
            maxLength={21}
            autoComplete="off"
            spellCheck={false}
            hint="In Slack: their profile → ⋮ → Copy member ID. Their buttons and commands in Slack then act as this person."
          />
          <label className="flex items-center gap-2">
            <input type="checkbox" name="isDisabled" defaultChecked={asked.isDisabled} />
            Disabled: signed out everywhere, and cannot come in
          </label>
          <button type="button" className="btn w-fit" onClick={() => void linkFor(asked)}>
            Make a link for a new password
          </button>
        </AccessDialog>
      )}
      {made !== null && (
        <ShownOnce
          title="The link is made"
          secret={made.link}
          what="the link"
          hint={`Send it to the person. ${made.hint} It is shown only now; until it is used it can be taken back here.`}
          onClose={() => setMade(null)}
        />
      )}
    </Panel>
  );
}

function readSlackId(form: FormData): string | null {
  return String(form.get('slackId')).trim() || null;
}
