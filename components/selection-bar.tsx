// What can be done with the selected letters.
import Link from 'next/link';
import type { Standing } from '#lib/domain/actor.ts';
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { whyBarred } from '#lib/domain/permissions.ts';
import { canMove, firstWayOf, whyNot } from '#lib/domain/replay-choice.ts';
import { compareHref } from './letter-href.ts';

type Kind = 'replay' | 'discard' | 'restore' | 'run' | 'run of all';

/** The most letters that one request takes. */
const MAX_LETTERS = 1000;

export function SelectionBar({
  selected,
  query,
  standing,
  onAsk,
  onClear,
}: {
  /** Newest first. */
  selected: readonly DeadLetterSummary[];
  query: string;
  /** What whoever looks may. */
  standing: Standing;
  onAsk: (kind: Kind) => void;
  onClear: () => void;
}) {
  if (selected.length === 0) return null;
  const [later, earlier] = selected;
  const canDiscard = selected.some((letter) => canMove(letter, 'discarded'));
  const canRestore = selected.some((letter) => canMove(letter, 'open'));
  const barred =
    selected.map((letter) => whyBarred(standing, letter.sourceQueue)).find((one) => one !== null) ?? null;
  const why = barred === null ? reasonNot(selected) : `${barred}.`;
  return (
    <section
      aria-label="Selected letters"
      data-selection={selected.length}
      className="panel fixed bottom-[18px] left-[calc(104px+50%)] z-20 flex -translate-x-1/2 md:w-max md:max-w-[calc(100vw-240px)] flex-wrap items-center gap-x-1.5 gap-y-1 rounded-lg py-2 pr-2.5 pl-3.5 whitespace-nowrap shadow-raised max-md:right-3 max-md:bottom-3 max-md:left-3 max-md:translate-x-0"
    >
      <span>
        <b>{selected.length.toLocaleString('en-US')}</b> selected
      </span>
      <button type="button" className="btn quiet px-2" onClick={onClear}>
        Clear
      </button>
      <span className="grow" />
      {later !== undefined && earlier !== undefined && selected.length === 2 && (
        <Link
          className="btn quiet"
          href={compareHref(earlier.id, later.id, query)}
          prefetch={false}
          data-act="compare"
        >
          Compare
        </Link>
      )}
      {canRestore && barred === null && (
        <button type="button" className="btn quiet" onClick={() => onAsk('restore')}>
          Restore
        </button>
      )}
      {canDiscard && barred === null && (
        <button type="button" className="btn quiet" onClick={() => onAsk('discard')}>
          Discard… <span className="kbd max-md:hidden">d</span>
        </button>
      )}
      {barred === null && (
        <>
          <button
            type="button"
            className="btn quiet"
            onClick={() => onAsk('run of all')}
            data-act="run-of-all"
          >
            All that match…
          </button>
          <button type="button" className="btn quiet" onClick={() => onAsk('run')} data-act="run">
            As a run…
          </button>
        </>
      )}
      <button
        type="button"
        className="btn go"
        aria-disabled={why !== null}
        aria-describedby={why === null ? undefined : 'why-not-again'}
        onClick={() => why === null && onAsk('replay')}
      >
        Try again… <span className="kbd max-md:hidden">t</span>
      </button>
      {why !== null && (
        <span id="why-not-again" className="basis-full text-right text-sm text-ink-2">
          {why}
        </span>
      )}
    </section>
  );
}

function reasonNot(selected: readonly DeadLetterSummary[]): string | null {
  if (selected.length > MAX_LETTERS) return `At most ${MAX_LETTERS.toLocaleString('en-US')} letters at once.`;
  if (firstWayOf(selected) !== null) return null;
  const why = selected[0] === undefined ? null : whyNot(selected[0], 'origin');
  return why === null ? null : `None can be tried again from here: ${why}.`;
}
