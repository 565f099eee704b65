// The frame of the pages before a sign-in.
import type { ReactNode } from 'react';
import { Mark } from './mark.tsx';

export function Doorway({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mx-auto grid min-h-dvh max-w-[400px] content-center gap-5 px-4 py-10">
      <div className="flex items-center gap-2 text-[14px] font-[650] tracking-[-0.01em]">
        <Mark />
        LetterThief
      </div>
      <section className="panel grid gap-4 p-6 shadow-raised max-md:p-5">
        <h1 className="text-xl font-[650] tracking-[-0.015em]">{title}</h1>
        {children}
      </section>
    </div>
  );
}
