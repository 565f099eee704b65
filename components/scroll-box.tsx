// What scrolls by itself: named, and reached by the keyboard, so that arrow keys can move it.
import type { ReactNode } from 'react';

export function ScrollBox({
  label,
  className,
  children,
}: {
  label: string;
  className: string;
  children: ReactNode;
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- Safari gives the keyboard no other way in (axe: scrollable-region-focusable)
    <section tabIndex={0} aria-label={label} className={`-outline-offset-2 ${className}`}>
      {children}
    </section>
  );
}
