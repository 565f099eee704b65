// At the foot of what is edited: save or cancel, and what went wrong. Nothing that was typed is lost by that.
import { placeInWords } from '#lib/domain/alerts/route-document.ts';
import type { Problem } from './api.ts';
import { ProblemNote } from './problem-note.tsx';

export function RoutesSave({
  problem,
  isBusy,
  onSave,
  onSaveOver,
  onCancel,
}: {
  problem: Problem | null;
  isBusy: boolean;
  onSave: () => void;
  /** Over what somebody else has saved meanwhile. */
  onSaveOver: () => void;
  onCancel: () => void;
}) {
  const isConflict = problem?.status === 409;
  return (
    <div
      className="panel z-[5] grid md:sticky md:bottom-0 gap-2 px-3.5 py-2.5 [body:has([data-problems]:not([data-problems='0']))_&]:md:bottom-9"
      data-save-bar
    >
      {problem !== null && (
        <ProblemNote problem={{ ...problem, detail: sayProblem(problem) }}>
          {isConflict
            ? 'Nothing was saved; what you wrote stands here still. Copy it as JSON to compare, or decide below.'
            : 'Nothing was saved.'}
        </ProblemNote>
      )}
      <div className="flex flex-wrap items-center justify-end gap-2">
        <span className="mr-auto text-ink-2">Not saved yet</span>
        <button type="button" className="btn" onClick={onCancel} data-act="cancel-routes">
          {isConflict ? 'Drop mine, show theirs' : 'Cancel'}
        </button>
        <button
          type="button"
          className="btn go"
          aria-disabled={isBusy}
          onClick={() => (isBusy ? undefined : isConflict ? onSaveOver() : onSave())}
          data-act="save-routes"
        >
          {isConflict ? 'Save mine over theirs' : 'Save'}
        </button>
      </div>
    </div>
  );
}

/** "items.1.query: expected …" as "Route 2, letters: expected …". */
function sayProblem({ field, detail }: Problem): string {
  if (field === null || !detail.startsWith(`${field}: `)) return detail;
  return `${placeInWords(field)}: ${detail.slice(field.length + 2)}`;
}
