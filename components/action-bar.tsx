// The bar above the foot of the list, while letters are selected.
import type { ReactNode } from 'react';

export function ActionBar({ count, children }: { count: number | 'all'; children: ReactNode }) {
  return (
    <section
      aria-label="Selected letters"
      data-selection={count}
      className="panel fixed bottom-[18px] left-[calc(104px+50%)] z-20 flex -translate-x-1/2 md:w-max md:max-w-[calc(100vw-240px)] flex-wrap items-center gap-x-1.5 gap-y-1 rounded-lg py-2 pr-2.5 pl-3.5 whitespace-nowrap shadow-raised max-md:right-3 max-md:bottom-3 max-md:left-3 max-md:translate-x-0"
    >
      {children}
    </section>
  );
}
