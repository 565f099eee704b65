// What can be done with the selected letters.
import Link from 'next/link';
import type { Standing } from '#lib/domain/actor.ts';
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { whyBarred } from '#lib/domain/permissions.ts';
import { canMove, firstWayOf, whyNot } from '#lib/domain/replay-choice.ts';
import { ActionBar } from './action-bar.tsx';
import { compareHref } from './letter-href.ts';

export type Asked = 'replay' | 'discard' | 'restore' | 'run';

/** The most letters that one request takes. */
const MAX_LETTERS = 1000;

export function SelectionBar({
  selected,
  matching,
  query,
  standing,
  onAsk,
  onAll,
  onClear,
}: {
  /** Newest first. */
  selected: readonly DeadLetterSummary[];
  /** How many match, in words; null where these are all of them. */
  matching: string | null;
  query: string;
  /** What whoever looks may. */
  standing: Standing;
  onAsk: (kind: Asked) => void;
  onAll: () => void;
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
    <ActionBar count={selected.length}>
      <span>
        <b>{selected.length.toLocaleString('en-US')}</b> selected
      </span>
      <button type="button" className="btn quiet px-2" onClick={onClear}>
        Clear
      </button>
      {matching !== null && (
        <button type="button" className="btn quiet px-2 text-accent" onClick={onAll} data-act="select-all">
          Select all {matching} that match
        </button>
      )}
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
        <button type="button" className="btn quiet" onClick={() => onAsk('run')} data-act="run">
          As a run…
        </button>
      )}
      <button
        type="button"
        className="btn go max-md:ml-auto"
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
    </ActionBar>
  );
}

function reasonNot(selected: readonly DeadLetterSummary[]): string | null {
  if (selected.length > MAX_LETTERS) return `At most ${MAX_LETTERS.toLocaleString('en-US')} letters at once.`;
  if (firstWayOf(selected) !== null) return null;
  const why = selected[0] === undefined ? null : whyNot(selected[0], 'origin');
  return why === null ? null : `None can be tried again from here: ${why}.`;
}
