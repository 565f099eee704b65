'use client';
// Asks once before letters are tried again: how many, to which exchanges, what is sent and what is left out.
import { useState } from 'react';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { DeadLetterSummary, ReplayView } from '#lib/domain/dead-letter.ts';
import type { Obstacle } from '#lib/domain/obstacles.ts';
import { chooseReplay, firstWayOf, fitsShortstr, type Way } from '#lib/domain/replay-choice.ts';
import { ConflictNote } from './conflict-note.tsx';
import { Dialog } from './dialog.tsx';
import { ElsewhereFields } from './elsewhere-fields.tsx';
import { ObstacleChoice } from './obstacle-choice.tsx';
import { PutBackNote } from './put-back-note.tsx';
import { ReachLine } from './reach-line.tsx';
import { ReplayDestinations, ReplayTerms } from './replay-terms.tsx';
import { useDrained } from './use-paused.ts';
import { useSubmit } from './use-submit.ts';
import { WayChoice } from './way-choice.tsx';
import { WhyField } from './why-field.tsx';

export function ReplayQuestion({
  letters: asked,
  way: firstWay,
  obstacles = [],
  bodyChange = null,
  onClose,
  onAsked,
  onConflict,
}: {
  letters: readonly DeadLetterSummary[];
  /** The way that was chosen before; without it the dialog lets one choose. */
  way?: Way;
  /** Headers of a single letter that would be refused. */
  obstacles?: readonly Obstacle[];
  /** What a replay of a single letter changes in its body if asked to. */
  bodyChange?: string | null;
  onClose: () => void;
  onAsked: (replays: ReplayView[]) => void;
  /** Letters that were not as they looked: they should be read again. */
  onConflict: (ids: string[]) => void;
}) {
  const [way, setWay] = useState<Way>(firstWay ?? firstWayOf(asked) ?? 'origin');
  const [elsewhere, setElsewhere] = useState({ exchange: '', routingKey: '' });
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const [amendsBody, setAmendsBody] = useState(false);
  const [why, setWhy] = useState('');
  const { submit, isBusy, problem } = useSubmit<{ items: ReplayView[] }>('/api/v1/replays');

  const choice = chooseReplay(
    asked.filter((letter) => !without.has(letter.id)),
    way,
  );
  const { letters } = choice;
  const isNamed = way !== 'exchange' || elsewhere.routingKey !== '' || elsewhere.exchange !== '';
  const fits = fitsShortstr(elsewhere.exchange) && fitsShortstr(elsewhere.routingKey);
  const isPutBack = way === 'dead_letter_queue';
  const drained = useDrained([...new Set(letters.map((letter) => letter.deadLetterQueue))], isPutBack);
  const isBarred = isPutBack && drained !== null && drained.length > 0;
  const canAsk = letters.length > 0 && isNamed && fits && !isBusy && !isBarred;
  const what = letters.length === 1 && asked.length === 1 ? '' : ` ${countInWords(letters.length, 'letter')}`;

  async function ask() {
    if (!canAsk) return;
    const answer = await submit({
      deadLetterIds: letters.map((letter) => letter.id),
      to: way === 'exchange' ? { kind: way, ...elsewhere } : { kind: way },
      ...(leftOut.size > 0 && { leaveOutHeaders: [...leftOut] }),
      ...(amendsBody && !isPutBack && { amendBody: true }),
      ...(why.trim() && { reason: why }),
    });
    if (answer.ok) {
      onAsked(answer.value.items);
      onClose();
    } else if (answer.problem.ids.length > 0) {
      setWithout(new Set([...without, ...answer.problem.ids]));
      onConflict(answer.problem.ids);
    }
  }

  return (
    <Dialog
      title={sayAct(isPutBack, asked.length === 1 ? ' this letter' : what) + '?'}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            className="btn go"
            aria-disabled={!canAsk}
            onClick={ask}
            data-confirm="replay"
            data-first={way === 'exchange' ? undefined : true}
          >
            {isBusy ? 'Asking…' : sayAct(isPutBack, `${without.size > 0 ? ' the other' : ''}${what}`)}
          </button>
        </>
      }
    >
      {firstWay === undefined && <WayChoice way={way} onChange={setWay} />}
      {way === 'exchange' && <ElsewhereFields value={elsewhere} onChange={setElsewhere} onEnter={ask} />}
      {way === 'exchange' && isNamed && fits && (
        <ReachLine {...elsewhere} letterId={letters.length === 1 ? (letters[0]?.id ?? null) : null} />
      )}
      <ReplayDestinations
        choice={choice}
        way={way}
        onOnlyQueue={
          firstWay === 'origin' && letters.every(({ sourceQueue }) => sourceQueue !== null)
            ? () => setWay('queue')
            : null
        }
      />
      {obstacles.length > 0 && (
        <ObstacleChoice obstacles={obstacles} chosen={leftOut} onChange={setLeftOut} />
      )}
      {isPutBack && <PutBackNote drained={drained} />}
      {bodyChange !== null && !isPutBack && (
        <label className="flex min-h-6 items-start gap-2.5 rounded-sm border border-line px-3 py-2 has-checked:border-accent has-checked:bg-accent-soft">
          <input
            type="checkbox"
            className="mt-[3px] size-[15px] flex-none accent-accent"
            checked={amendsBody}
            onChange={(event) => setAmendsBody(event.target.checked)}
            data-amend-body
          />
          <span>
            Change the body: <b>{bodyChange}</b>
            <span className="block text-ink-2">
              All else stays as it came, and so does the letter that is kept.
            </span>
          </span>
        </label>
      )}
      <ReplayTerms isPutBack={isPutBack} />
      <WhyField value={why} onChange={setWhy} />
      {problem !== null && (
        <ConflictNote problem={problem} left={letters.length} verb={isPutBack ? 'put back' : 'tried again'} />
      )}
    </Dialog>
  );
}

function sayAct(isPutBack: boolean, what: string): string {
  return isPutBack ? `Put${what} back` : `Try${what} again`;
}
