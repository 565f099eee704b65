'use client';
// The properties that a replay sends as they are set.
import { editableProperties, type EditableProperty } from '#lib/domain/edit/edit-request.ts';
import { propertyNames } from '#lib/domain/property-names.ts';
import { Panel } from './panel.tsx';

type Values = Readonly<Record<EditableProperty, string>>;

export function EditProperties({ values, onChange }: { values: Values; onChange: (values: Values) => void }) {
  return (
    <Panel title="Properties" name="edit-properties">
      <div className="grid grid-cols-2 gap-x-4 gap-y-2 px-3.5 py-3 max-md:grid-cols-1">
        {editableProperties.map((name) => (
          <label key={name} className="grid gap-0.5">
            <span className="mono text-ink-2">{propertyNames[name]}</span>
            <input
              className="field mono"
              name={name}
              value={values[name]}
              placeholder="not set"
              maxLength={255}
              autoComplete="off"
              spellCheck={false}
              onChange={({ target }) => onChange({ ...values, [name]: target.value })}
            />
          </label>
        ))}
      </div>
      <p className="border-t border-line px-3.5 py-2 text-ink-2">
        A replay is persistent, leaves expiration out, and is published as LetterThief’s own user.
      </p>
    </Panel>
  );
}
