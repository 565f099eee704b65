// Somebody or something that comes in: its name, what it may, and the one thing to do about it.
import type { ReactNode } from 'react';
import { When } from './clock.tsx';

export function AccessRow({
  head,
  facts,
  verb,
  name,
  onAsk,
  ...data
}: {
  head: ReactNode;
  facts: ReactNode;
  verb: string;
  name: string;
  onAsk: () => void;
  [data: `data-${string}`]: string;
}) {
  return (
    <li {...data} className="flex items-center gap-3 border-b border-line px-3.5 py-2 last:border-b-0">
      <div className="flex min-w-0 grow flex-wrap items-center gap-x-3 gap-y-0.5">
        {head}
        <span className="basis-full text-sm text-ink-3">{facts}</span>
      </div>
      <button type="button" className="btn quiet" aria-label={`${verb} ${name}`} onClick={onAsk}>
        {verb}
        {verb === 'Take back' ? '' : '…'}
      </button>
    </li>
  );
}

/** "last used 3 min ago", "expires in 30 d", or what stands for never. */
export function Since({ word, at, never }: { word: string; at: string | null; never: string }) {
  return at === null ? (
    never
  ) : (
    <>
      {word} <When at={at} />
    </>
  );
}
