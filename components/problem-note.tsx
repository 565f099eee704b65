// What went wrong with a call: what happened, what was not done, what to do next.
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Problem } from './api.ts';

export function ProblemNote({ problem, children }: { problem: Problem; children?: ReactNode }) {
  return (
    <div role="alert" className="flex gap-2 rounded-sm bg-bad-soft px-3 py-2 text-bad">
      <TriangleAlert size={15} className="mt-0.5 flex-none" aria-hidden="true" />
      <div className="min-w-0 wrap-anywhere">
        <b>{problem.title}.</b> {problem.detail.replace(/[^.!?…]$/, '$&.')} {children}
      </div>
    </div>
  );
}
