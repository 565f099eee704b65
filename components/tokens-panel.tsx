'use client';
// What machines come in with.
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { TokenView } from '#lib/domain/people-schemas.ts';
import { sayStanding } from '#lib/domain/standing-words.ts';
import { AccessDialog } from './access-dialog.tsx';
import { AccessFields, readAccess } from './access-fields.tsx';
import { post, send, type Problem } from './api.ts';
import { Age } from './clock.tsx';
import { LabelledField } from './labelled-field.tsx';
import { Panel } from './panel.tsx';
import { ShownOnce } from './shown-once.tsx';

export function TokensPanel({ tokens }: { tokens: readonly TokenView[] }) {
  const router = useRouter();
  const [asked, setAsked] = useState<TokenView | 'make' | null>(null);
  const [token, setToken] = useState<string | null>(null);

  async function make(form: FormData): Promise<Problem | null> {
    const days = Number(form.get('days'));
    const request = {
      ...readAccess(form),
      name: form.get('name'),
      expiresInHours: days > 0 ? days * 24 : null,
    };
    const answer = await post<{ token: string }>('/api/v1/tokens', request);
    if (!answer.ok) return answer.problem;
    setAsked(null);
    setToken(answer.value.token);
    router.refresh();
    return null;
  }

  async function revoke({ id }: TokenView): Promise<Problem | null> {
    const answer = await send('DELETE', `/api/v1/tokens/${id}`);
    if (!answer.ok) return answer.problem;
    setAsked(null);
    router.refresh();
    return null;
  }

  return (
    <Panel
      title="API tokens"
      name="tokens"
      count={tokens.length}
      actions={
        <button type="button" className="btn" onClick={() => setAsked('make')} data-act="make-token">
          Make one…
        </button>
      }
    >
      {tokens.length === 0 && <p className="px-3.5 py-3 text-ink-2">No machine has one yet.</p>}
      <ul>
        {tokens.map((one) => (
          <li
            key={one.id}
            data-token={one.name}
            className="flex items-center gap-3 border-b border-line px-3.5 py-2 last:border-b-0"
          >
            <div className="flex min-w-0 grow flex-wrap items-center gap-x-3 gap-y-0.5">
              <b className="wrap-anywhere">{one.name}</b>
              <span className="text-ink-2">{sayStanding(one)}</span>
              <span className="basis-full text-sm text-ink-3">
                made by {one.madeBy} <Age at={one.createdAt} /> ·{' '}
                {one.lastUsedAt === null ? (
                  'never used'
                ) : (
                  <>
                    last used <Age at={one.lastUsedAt} />
                  </>
                )}{' '}
                ·{' '}
                {one.expiresAt === null ? (
                  'never expires'
                ) : (
                  <>
                    expires <Age at={one.expiresAt} />
                  </>
                )}
              </span>
            </div>
            <button
              type="button"
              className="btn quiet"
              aria-label={`Revoke ${one.name}`}
              onClick={() => setAsked(one)}
            >
              Revoke…
            </button>
          </li>
        ))}
      </ul>
      {asked === 'make' && (
        <AccessDialog title="Make an API token" go="Make it" onSubmit={make} onClose={() => setAsked(null)}>
          <LabelledField
            label="Name"
            name="name"
            maxLength={100}
            required
            hint="What will use it: deploy, grafana."
          />
          <AccessFields />
          <LabelledField
            label="Expires after days"
            name="days"
            type="number"
            min={0}
            max={3650}
            defaultValue={90}
            hint="0: never."
          />
        </AccessDialog>
      )}
      {asked !== null && asked !== 'make' && (
        <AccessDialog
          title={`Revoke ${asked.name}?`}
          go="Revoke"
          onSubmit={() => revoke(asked)}
          onClose={() => setAsked(null)}
        >
          <p>Whatever uses it is refused from the next request on. This cannot be undone.</p>
        </AccessDialog>
      )}
      {token !== null && (
        <ShownOnce
          title="The token is made"
          secret={token}
          hint="Send it as: Authorization: Bearer lt_… It is shown only now."
          onClose={() => setToken(null)}
        />
      )}
    </Panel>
  );
}
