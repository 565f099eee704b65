'use client';
// Role and queues: the same three fields for people, invitations and tokens.
import { useId, useState } from 'react';
import { roles, type Role, type Standing } from '#lib/domain/actor.ts';
import { readPatterns } from '#lib/domain/standing-words.ts';
import { LabelledField } from './labelled-field.tsx';

const does = {
  viewer: 'reads',
  operator: 'reads, tries again, discards',
  administrator: 'also says who may what',
};

export function AccessFields({ standing }: { standing?: Standing }) {
  const id = useId();
  const [role, setRole] = useState(standing?.role ?? 'viewer');
  const [see, setSee] = useState(standing?.seeQueues.join(', ') ?? '*');
  // Until somebody says otherwise one may act on what one sees.
  const [act, setAct] = useState(standing === undefined ? null : standing.actQueues.join(', '));
  return (
    <>
      <div className="grid gap-1">
        <label htmlFor={id} className="font-[550]">
          Role
        </label>
        <select
          id={id}
          name="role"
          className="field"
          value={role}
          onChange={({ target }) => setRole(target.value as Role)}
        >
          {roles.map((one) => (
            <option key={one} value={one}>
              {one}: {does[one]}
            </option>
          ))}
        </select>
      </div>
      <LabelledField
        label="Sees letters of"
        name="seeQueues"
        className="field mono"
        value={see}
        onChange={({ target }) => setSee(target.value)}
        required
        hint="Patterns of source queues, by comma: * is any, -payments.* takes out again."
      />
      {role === 'viewer' ? (
        <input type="hidden" name="actQueues" value={act ?? see} />
      ) : (
        <LabelledField
          label="May act on those of"
          name="actQueues"
          className="field mono"
          value={act ?? see}
          onChange={({ target }) => setAct(target.value)}
          required
        />
      )}
    </>
  );
}

/** What the fields hold, as the REST API takes it. */
export function readAccess(form: FormData) {
  return {
    role: form.get('role'),
    seeQueues: readPatterns(String(form.get('seeQueues'))),
    actQueues: readPatterns(String(form.get('actQueues'))),
  };
}
