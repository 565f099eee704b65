'use client';
// When letters arrived: the last hour, day or week, or between two moments of the reader's own zone.
import { ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import { ageInWords } from '#lib/domain/time-words.ts';
import { useWordsOfTime } from './clock.tsx';

type Times = Pick<DeadLetterFilter, 'after' | 'before'>;

const spans = [
  { words: 'Last hour', ms: 3_600_000 },
  { words: 'Last 24 hours', ms: 86_400_000 },
  { words: 'Last 7 days', ms: 7 * 86_400_000 },
];

export function TimeFilter({ filter, onChange }: { filter: Times; onChange: (times: Times) => void }) {
  const [isOpen, setOpen] = useState(false);
  const words = useWordsOfTime((nowMs) => describeTimes(filter, nowMs));

  function choose(times: Times) {
    setOpen(false);
    onChange(times);
  }

  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger className="btn min-h-9 max-md:grow max-md:justify-between" data-time-filter>
        {words}
        <ChevronDown size={13} className="text-ink-3" aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={12}
          aria-label="When letters arrived"
          className="z-30 w-[260px] rounded-md border border-line bg-panel p-1.5 shadow-raised"
        >
          {spans.map((span) => (
            <button
              key={span.words}
              type="button"
              className="menu-item"
              onClick={() =>
                choose({ after: new Date(Date.now() - span.ms).toISOString(), before: undefined })
              }
            >
              {span.words}
            </button>
          ))}
          <button
            type="button"
            className="menu-item"
            onClick={() => choose({ after: undefined, before: undefined })}
          >
            Any time
          </button>
          <Between times={filter} onChoose={choose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Between({ times, onChoose }: { times: Times; onChoose: (times: Times) => void }) {
  const [after, setAfter] = useState(toLocal(times.after));
  const [before, setBefore] = useState(toLocal(times.before));
  return (
    <div className="mt-1.5 grid gap-2 border-t border-line px-2.5 pt-2.5 pb-1.5">
      <label className="grid gap-0.5">
        <span className="text-sm text-ink-2">From</span>
        <input
          type="datetime-local"
          className="field"
          value={after}
          onChange={(event) => setAfter(event.target.value)}
        />
      </label>
      <label className="grid gap-0.5">
        <span className="text-sm text-ink-2">Before</span>
        <input
          type="datetime-local"
          className="field"
          value={before}
          onChange={(event) => setBefore(event.target.value)}
        />
      </label>
      <button
        type="button"
        className="btn go justify-center"
        onClick={() => onChoose({ after: toIso(after), before: toIso(before) })}
      >
        Show these
      </button>
    </div>
  );
}

function describeTimes({ after, before }: Times, nowMs: number): string {
  if (after === undefined && before === undefined) return 'Any time';
  // n.b. the page's clock ticks once a second: without the addition "last hour" would read 59 min.
  const since = after === undefined ? 'the beginning' : ageInWords(nowMs - Date.parse(after) + 2000);
  const until = before === undefined ? 'now' : ageInWords(nowMs - Date.parse(before));
  if (until === 'now') return after === undefined ? 'Any time' : `Since ${since} ago`;
  return after === undefined ? `Before ${until} ago` : `${since} – ${until} ago`;
}

/** A datetime-local field speaks in the reader's zone, without naming it. */
function toLocal(iso: string | undefined): string {
  if (iso === undefined) return '';
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function toIso(local: string): string | undefined {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
