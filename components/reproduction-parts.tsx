// Above a reproduction: which one, and what it cannot say.
import type { ReactNode } from 'react';
import { reproductionTargets, targetLabels, type ReproductionTarget } from '#lib/domain/reproduce/targets.ts';

export function TargetChoice({
  target,
  onChoose,
}: {
  target: ReproductionTarget;
  onChoose: (target: string) => void;
}) {
  return (
    <div className="px-3.5 py-3">
      <select
        className="field max-w-full"
        aria-label="As what"
        value={target}
        onChange={(event) => onChoose(event.target.value)}
      >
        {reproductionTargets.map((one) => (
          <option key={one} value={one}>
            {targetLabels[one]}
          </option>
        ))}
      </select>
    </div>
  );
}

export function ReproductionNotes({ notes, children }: { notes: readonly string[]; children: ReactNode }) {
  if (notes.length === 0) return children;
  return (
    <ul className="grid list-disc gap-1 px-3.5 pb-3 pl-8 text-ink-2">
      {notes.map((note) => (
        <li key={note} className="wrap-anywhere">
          {note}
        </li>
      ))}
      {children}
    </ul>
  );
}
