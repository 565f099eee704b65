'use client';
// Saves what the inbox shows under a name.
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import type { SavedView } from '#lib/domain/saved-views.ts';
import { Dialog } from './dialog.tsx';
import { Fields, LabelledField } from './labelled-field.tsx';
import { useSubmit } from './use-submit.ts';

export function SaveViewDialog({ query, onClose }: { query: string; onClose: () => void }) {
  const router = useRouter();
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  const { submit, isBusy, problem } = useSubmit<SavedView>('/api/v1/views');

  async function save(event: React.FormEvent) {
    event.preventDefault();
    if (isBusy) return;
    const answer = await submit({ name, query, isShared });
    if (!answer.ok) return;
    onClose();
    toast.success(`Saved as ${answer.value.name}`);
    router.refresh();
  }

  return (
    <Dialog title="Save this view" onClose={onClose}>
      <form className="grid gap-3 pb-2" onSubmit={(event) => void save(event)} data-form="save-view">
        <p className="text-ink-2">
          It keeps the filter and the columns, not the letters: opened again it shows what matches then.
        </p>
        <Fields problem={problem} names={['name']}>
          <LabelledField
            label="Name"
            name="name"
            value={name}
            maxLength={100}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </Fields>
        <label className="flex items-start gap-2">
          <input
            type="checkbox"
            className="mt-1 accent-accent"
            checked={isShared}
            onChange={(event) => setShared(event.target.checked)}
          />
          <span>
            Shared
            <span className="block text-sm text-ink-2">
              Everybody who comes in here reads its name and filter; of the letters each sees their own.
            </span>
          </span>
        </label>
        <div className="flex justify-end gap-2">
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="btn go" aria-disabled={isBusy} data-confirm="save-view">
            {isBusy ? 'Saving…' : 'Save'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
