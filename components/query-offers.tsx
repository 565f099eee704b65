// The list below the query: what can be written here, and how the language goes.
import { useEffect, useRef } from 'react';
import type { Offer } from '#lib/domain/query/completion.ts';

const syntax = ['"a phrase"', '-not', 'a OR b', '( )', 'ord*', 'after:2h'];

export function QueryOffers({
  id,
  offers,
  active,
  text,
  onTake,
}: {
  id: string;
  offers: readonly Offer[];
  active: number;
  /** What is written so far, where it may become a key; else empty. */
  text: string;
  onTake: (at: number) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div
      role="presentation"
      hidden={offers.length === 0}
      // The field keeps the focus, and with it the list.
      onMouseDown={(event) => event.preventDefault()}
      className="absolute top-full left-0 z-30 mt-1 w-[460px] max-w-full rounded-md border border-line bg-panel p-1.5 shadow-raised"
      data-offers
    >
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label="What can be written here"
        className="max-h-[300px] overflow-y-auto"
      >
        {offers.map(({ word, note }, at) => (
          <div
            key={word}
            id={`${id}-${at}`}
            role="option"
            aria-selected={at === active}
            data-highlighted={at === active ? '' : undefined}
            className="menu-item flex items-baseline gap-3 py-1"
            tabIndex={-1}
            onPointerUp={() => onTake(at)}
          >
            <span className="mono min-w-0 flex-none max-w-[60%] wrap-anywhere">
              {word === '' ? '""' : word}
            </span>
            <span className="ml-auto min-w-0 text-right text-sm text-ink-2">{note}</span>
          </div>
        ))}
      </div>
      {text !== '' && (
        <p className="px-2.5 pt-1.5 text-sm text-ink-2 wrap-anywhere" data-finds-text>
          <span className="kbd">Enter</span> finds the text <span className="mono">{text}</span>
        </p>
      )}
      <p className="mt-1.5 flex flex-wrap gap-x-3 border-t border-line px-2.5 pt-1.5 text-sm text-ink-3">
        {syntax.map((one) => (
          <span key={one} className="mono">
            {one}
          </span>
        ))}
      </p>
    </div>
  );
}
