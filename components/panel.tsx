// A titled part of a page.
import type { ReactNode } from 'react';

export function Panel({
  title,
  name,
  count,
  beside,
  actions,
  children,
}: {
  title: string;
  /** For links and tests: data-panel. */
  name: string;
  count?: number;
  beside?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="panel min-w-0" aria-labelledby={`panel-${name}`} data-panel={name}>
      <header>
        <h2 id={`panel-${name}`}>{title}</h2>
        {count !== undefined && <span className="text-ink-3">{count.toLocaleString('en-US')}</span>}
        {beside}
        {actions !== undefined && (
          <div className="ml-auto flex flex-wrap items-center gap-1 text-ink-3">{actions}</div>
        )}
      </header>
      {children}
    </section>
  );
}
