'use client';
// What machines come in with.
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { TokenView } from '#lib/domain/people-schemas.ts';
import { sayStanding } from '#lib/domain/standing-words.ts';
import { AccessDialog } from './access-dialog.tsx';
import { AccessFields, readAccess } from './access-fields.tsx';
import { AccessRow, Since } from './access-row.tsx';
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
          <AccessRow
            key={one.id}
            data-token={one.name}
            head={
              <>
                <b className="wrap-anywhere">{one.name}</b>
                <span className="text-ink-2">{sayStanding(one)}</span>
              </>
            }
            facts={
              <>
                made by {one.madeBy} <Age at={one.createdAt} /> ·{' '}
                <Since word="last used" at={one.lastUsedAt} never="never used" /> ·{' '}
                <Since word="expires" at={one.expiresAt} never="never expires" />
              </>
            }
            verb="Revoke"
            name={one.name}
            onAsk={() => setAsked(one)}
          />
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
          isGrave
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
          what="the token"
          hint="Send it as: Authorization: Bearer lt_… It is shown only now."
          onClose={() => setToken(null)}
        />
      )}
    </Panel>
  );
}
