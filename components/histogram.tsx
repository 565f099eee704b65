'use client';
// Letters over time, above the list; itself a filter: a column, or all from one to another by a drag or with Shift and the arrows.
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { Histogram as Counted } from '#lib/domain/histogram.ts';
import { sayIndexed } from '#lib/domain/search-index.ts';
import { exactTime } from '#lib/domain/time-words.ts';
import { useWordsOfTime } from './clock.tsx';
import { forgetLists } from './inbox-memory.ts';
import { changeQuery, inboxHref } from './letter-href.ts';
import { useHistogram } from './use-histogram.ts';

const HEIGHT = 44;

export function Histogram({ query }: { query: string }) {
  const router = useRouter();
  const { histogram, index } = useHistogram(query);
  const late = useWordsOfTime((nowMs) => (index === null ? '' : (sayIndexed(index, nowMs) ?? '')));

  function choose(from: number, to: number) {
    if (histogram === null) return;
    const at = (column: number) =>
      new Date(Date.parse(histogram.from) + column * histogram.stepMs).toISOString();
    forgetLists();
    router.push(inboxHref(changeQuery(query, { after: at(from), before: at(to + 1) })));
  }

  return (
    <div className="px-5 pt-3 max-md:px-3">
      <div style={{ height: HEIGHT }} data-histogram={histogram?.counts.length ?? ''}>
        {histogram !== null && (
          <Columns key={histogram.from + histogram.stepMs} {...histogram} onChoose={choose} />
        )}
      </div>
      <p className="flex min-h-5 justify-between gap-3 pt-1 text-sm text-ink-3">
        {histogram !== null && (
          <>
            <span>{shortTime(Date.parse(histogram.from))}</span>
            <span>
              {!histogram.isExact && 'about, from a sample '}
              {late !== '' && <span data-indexed>{late}</span>}
            </span>
            <span>{shortTime(Date.parse(histogram.from) + histogram.counts.length * histogram.stepMs)}</span>
          </>
        )}
      </p>
    </div>
  );
}

function Columns({
  from,
  stepMs,
  counts,
  isExact,
  onChoose,
}: Counted & { onChoose: (from: number, to: number) => void }) {
  const [current, setCurrent] = useState(counts.length - 1);
  const [anchor, setAnchor] = useState<number | null>(null);
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);
  const most = Math.max(1, ...counts);
  const low = anchor === null ? current : Math.min(anchor, current);
  const high = anchor === null ? current : Math.max(anchor, current);

  function move(to: number, isExtended: boolean) {
    const next = Math.min(counts.length - 1, Math.max(0, to));
    setAnchor(isExtended ? (anchor ?? current) : null);
    setCurrent(next);
    buttons.current[next]?.focus();
  }

  function press(event: React.KeyboardEvent) {
    const steps: Record<string, number> = {
      ArrowLeft: current - 1,
      ArrowRight: current + 1,
      Home: 0,
      End: counts.length - 1,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to, event.shiftKey);
  }

  return (
    <div
      role="group"
      aria-label="Letters by the time of their arrival: choose a column, or several with Shift and the arrows"
      className="flex h-full touch-pan-y items-stretch select-none"
      onPointerLeave={() => setAnchor(null)}
    >
      {counts.map((count, at) => (
        <button
          // oxlint-disable-next-line react/no-array-index-key -- a column is its place
          key={at}
          ref={(button) => {
            buttons.current[at] = button;
          }}
          type="button"
          tabIndex={at === current ? 0 : -1}
          aria-label={sayColumn(from, stepMs, at, count, isExact)}
          title={sayColumn(from, stepMs, at, count, isExact)}
          aria-pressed={anchor !== null && at >= low && at <= high}
          className={`flex min-w-0 flex-1 items-end px-px hover:bg-sunken ${anchor !== null && at >= low && at <= high ? 'bg-accent-soft' : ''}`}
          onKeyDown={press}
          onPointerDown={(event) => {
            event.currentTarget.releasePointerCapture(event.pointerId);
            setAnchor(at);
            setCurrent(at);
          }}
          onPointerEnter={(event) => event.buttons === 1 && anchor !== null && setCurrent(at)}
          onPointerUp={() =>
            anchor !== null && at !== anchor && onChoose(Math.min(anchor, at), Math.max(anchor, at))
          }
          onClick={() => onChoose(low, high)}
        >
          <svg className="w-full" height={heightOf(count, most)} aria-hidden="true">
            <rect width="100%" height="100%" rx="1" className="fill-accent" />
          </svg>
        </button>
      ))}
    </div>
  );
}

/** One letter among a million is still seen. */
function heightOf(count: number, most: number): number {
  return count === 0 ? 1 : Math.max(3, Math.round((count / most) * HEIGHT));
}

function sayColumn(from: string, stepMs: number, at: number, count: number, isExact: boolean): string {
  const start = new Date(Date.parse(from) + at * stepMs).toISOString();
  return `${isExact ? '' : 'about '}${countInWords(count, 'letter')} from ${exactTime(start, 'UTC')}`;
}

function shortTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
