'use client';
// The views that one may change: rename, share, set to what is shown, delete.
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { SavedView, ViewChange } from '#lib/domain/saved-views.ts';
import { send, type Problem } from './api.ts';
import { Dialog } from './dialog.tsx';
import { ProblemNote } from './problem-note.tsx';

export function ViewsDialog({
  query,
  views,
  onClose,
}: {
  query: string;
  views: readonly SavedView[];
  onClose: () => void;
}) {
  return (
    <Dialog title="Views" onClose={onClose}>
      <ul className="grid" data-views>
        {views.map((view) => (
          <ViewRow key={view.id} view={view} query={query} />
        ))}
      </ul>
      {views.length === 0 && <p className="text-ink-2">None is left.</p>}
    </Dialog>
  );
}

function ViewRow({ view, query }: { view: SavedView; query: string }) {
  const router = useRouter();
  const [name, setName] = useState(view.name);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [isAsked, setAsked] = useState(false);

  async function call(method: 'PATCH' | 'DELETE', change?: ViewChange) {
    if (isBusy) return;
    setBusy(true);
    const answer = await send(method, `/api/v1/views/${view.id}`, change);
    setBusy(false);
    setAsked(false);
    setProblem(answer.ok ? null : answer.problem);
    router.refresh();
  }

  return (
    <li className="grid gap-2 border-b border-line py-3 last:border-0" data-view-row={view.id}>
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          void call('PATCH', { name });
        }}
      >
        <input
          className="field min-w-0 grow"
          aria-label={`Name of the view ${view.name}`}
          value={name}
          maxLength={100}
          onChange={(event) => setName(event.target.value)}
        />
        <button type="submit" className="btn" aria-disabled={isBusy || name.trim() === view.name}>
          Rename
        </button>
      </form>
      <div className="flex flex-wrap items-center gap-2">
        <span className="mr-auto text-sm text-ink-2">
          {view.isShared ? (view.isMine ? 'Shared by you' : `Shared by ${view.owner}`) : 'Only yours'}
        </span>
        <button
          type="button"
          className="btn"
          onClick={() => void call('PATCH', { isShared: !view.isShared })}
          data-act="share"
        >
          {view.isShared ? 'Make private' : 'Share'}
        </button>
        {view.query !== query && (
          <button type="button" className="btn" onClick={() => void call('PATCH', { query })} data-act="set">
            Set to what is shown
          </button>
        )}
        <button
          type="button"
          className={`btn ${isAsked ? 'stop' : ''}`}
          onClick={() => (isAsked ? void call('DELETE') : setAsked(true))}
          onBlur={() => setAsked(false)}
          data-act="delete"
        >
          {isAsked ? 'Delete for good' : 'Delete'}
          <span className="sr-only"> {view.name}</span>
        </button>
      </div>
      {problem !== null && <ProblemNote problem={problem}>The view stands as it was.</ProblemNote>}
    </li>
  );
}
