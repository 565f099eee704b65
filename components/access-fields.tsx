// Role and queues: the same three fields for people, invitations and tokens.
import { useId } from 'react';
import { roles, type Standing } from '#lib/domain/actor.ts';
import { readPatterns } from '#lib/domain/standing-words.ts';
import { LabelledField } from './labelled-field.tsx';

const does = {
  viewer: 'reads',
  operator: 'reads, tries again, discards',
  administrator: 'also says who may what',
};

export function AccessFields({ standing }: { standing?: Standing }) {
  const id = useId();
  return (
    <>
      <div className="grid gap-1">
        <label htmlFor={id} className="font-[550]">
          Role
        </label>
        <select id={id} name="role" className="field" defaultValue={standing?.role ?? 'viewer'}>
          {roles.map((role) => (
            <option key={role} value={role}>
              {role}: {does[role]}
            </option>
          ))}
        </select>
      </div>
      <LabelledField
        label="Sees letters of"
        name="seeQueues"
        className="field mono"
        defaultValue={standing?.seeQueues.join(', ') ?? '*'}
        required
        hint="Patterns of source queues: * is any, -payments.* takes out again."
      />
      <LabelledField
        label="May act on those of"
        name="actQueues"
        className="field mono"
        defaultValue={standing?.actQueues.join(', ') ?? '*'}
        required
      />
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
