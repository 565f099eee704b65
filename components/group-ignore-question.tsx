'use client';
// Ignores a group: for good, or until it has more letters, or more come within an hour.
import type { FailureGroupView, GroupChange } from '#lib/domain/group-schemas.ts';
import { AccessDialog } from './access-dialog.tsx';
import type { Problem } from './api.ts';
import { LabelledField } from './labelled-field.tsx';

export function GroupIgnoreQuestion({
  group,
  onChange,
  onClose,
}: {
  group: FailureGroupView;
  onChange: (wanted: Partial<GroupChange>, done: string) => Promise<Problem | null>;
  onClose: () => void;
}) {
  const read = (form: FormData, name: string) => {
    const text = String(form.get(name)).trim();
    return text === '' ? null : Number(text);
  };

  function ignore(form: FormData): Promise<Problem | null> {
    const [letters, perHour] = [read(form, 'letters'), read(form, 'perHour')];
    const until = letters === null && perHour === null ? {} : { ignoreUntil: { letters, perHour } };
    return onChange({ state: 'ignored', ...until }, 'Ignored. Its letters are kept and counted as before.');
  }

  return (
    <AccessDialog title="Ignore this group?" go="Ignore" onSubmit={ignore} onClose={onClose}>
      <p>
        Its letters stay as they are, and new ones are kept. It opens again by itself when it grows past what
        you name; nothing named: never.
      </p>
      <LabelledField
        label="Until it has more letters than"
        name="letters"
        type="number"
        min={group.letters}
        max={1_000_000_000}
        step={1}
        defaultValue={group.ignoredUntil?.letters ?? ''}
        hint={`It has ${group.letters.toLocaleString('en-US')} now.`}
      />
      <LabelledField
        label="Or until more come within an hour than"
        name="perHour"
        type="number"
        min={0}
        max={10_000}
        step={1}
        defaultValue={group.ignoredUntil?.perHour ?? ''}
      />
    </AccessDialog>
  );
}
