// What is known, as names and values side by side.
import type { ReactNode } from 'react';

export function Facts({ children }: { children: ReactNode }) {
  return (
    <dl className="grid empty:hidden grid-cols-[112px_minmax(0,1fr)] gap-x-2.5 gap-y-1.5 px-3.5 py-2.5">
      {children}
    </dl>
  );
}

export function Fact({ name, note, children }: { name: string; note?: string | null; children: ReactNode }) {
  return (
    <div className="contents" data-property={name}>
      <dt className="mono text-ink-3">{name}</dt>
      <dd className="mono wrap-anywhere">
        {children}
        {note && <span className="font-sans text-ink-3"> · {note}</span>}
      </dd>
    </div>
  );
}
