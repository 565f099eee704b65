'use client';
// A question about who may what: its fields, its one button, and what went wrong. `onSubmit` gives the problem, or null.
import { useState, type FormEvent, type ReactNode } from 'react';
import type { Problem } from './api.ts';
import { Dialog } from './dialog.tsx';
import { Fields } from './labelled-field.tsx';

/** Of all these questions: as the REST API names them. */
const FIELDS = ['email', 'name', 'seeQueues', 'actQueues', 'currentPassword', 'newPassword', 'slackId'];

export function AccessDialog({
  title,
  go,
  isGrave = false,
  onSubmit,
  onClose,
  children,
}: {
  title: string;
  /** What the button says. */
  go: string;
  /** It cannot be undone. */
  isGrave?: boolean;
  onSubmit: (form: FormData) => Promise<Problem | null>;
  onClose: () => void;
  children: ReactNode;
}) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setProblem(await onSubmit(new FormData(event.currentTarget)));
    setBusy(false);
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="grid gap-3 pb-3">
        <Fields problem={problem} names={FIELDS}>
          {children}
        </Fields>
        <div className="flex justify-end gap-2">
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className={`btn ${isGrave ? 'stop' : 'go'}`} disabled={isBusy}>
            {go}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
