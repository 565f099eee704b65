'use client';
// Assigns a group to a person, or gives it back to the rules.
import type { Assignee, FailureGroupView, GroupChange } from '#lib/domain/group-schemas.ts';
import { AccessDialog } from './access-dialog.tsx';
import type { Problem } from './api.ts';

export function GroupAssignQuestion({
  group,
  assignees,
  onChange,
  onClose,
}: {
  group: FailureGroupView;
  assignees: readonly Assignee[];
  onChange: (wanted: Partial<GroupChange>, done: string) => Promise<Problem | null>;
  onClose: () => void;
}) {
  function assign(form: FormData): Promise<Problem | null> {
    const id = String(form.get('assignee'));
    const name = assignees.find((one) => one.id === id)?.name;
    return onChange(
      { assignee: id === '' ? null : id },
      name === undefined ? 'Whose it is, the rules say.' : `Assigned to ${name}.`,
    );
  }

  const byHand = group.owner?.by === 'hand' ? (group.owner.personId ?? '') : '';
  return (
    <AccessDialog title="Whose is this group?" go="Assign" onSubmit={assign} onClose={onClose}>
      <label className="grid gap-1">
        <span className="font-[550]">Owner</span>
        <select name="assignee" className="field" defaultValue={byHand}>
          <option value="">whose its queue is, by the rules</option>
          {assignees.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <p className="text-sm text-ink-3">
        People who may see its letters. Administrators set the rules in the settings.
      </p>
    </AccessDialog>
  );
}
