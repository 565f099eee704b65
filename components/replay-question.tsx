'use client';
// Asks once before letters are tried again: how many, to which exchanges, what is sent and what is left out.
import { useId, useState } from 'react';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { DeadLetterSummary, ReplayView } from '#lib/domain/dead-letter.ts';
import type { Obstacle } from '#lib/domain/obstacles.ts';
import { chooseReplay, fitsShortstr, type Way } from '#lib/domain/replay-choice.ts';
import { ConflictNote } from './conflict-note.tsx';
import { Dialog } from './dialog.tsx';
import { ElsewhereFields } from './elsewhere-fields.tsx';
import { ObstacleChoice } from './obstacle-choice.tsx';
import { ReplayDestinations, ReplayTerms } from './replay-terms.tsx';
import { useSubmit } from './use-submit.ts';
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
  const [way, setWay] = useState<Way>(firstWay ?? 'origin');
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
  const canAsk = letters.length > 0 && isNamed && fits && !isBusy;
  const what = letters.length === 1 && asked.length === 1 ? '' : ` ${countInWords(letters.length, 'letter')}`;

  async function ask() {
    if (!canAsk) return;
    const answer = await submit({
      deadLetterIds: letters.map((letter) => letter.id),
      to: way === 'exchange' ? { kind: way, ...elsewhere } : { kind: way },
      ...(leftOut.size > 0 && { leaveOutHeaders: [...leftOut] }),
      ...(amendsBody && { amendBody: true }),
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
      title={asked.length === 1 ? 'Try this letter again?' : `Try${what} again?`}
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
            {isBusy ? 'Asking…' : `Try${without.size > 0 ? ' the other' : ''}${what} again`}
          </button>
        </>
      }
    >
      {firstWay === undefined && <WayChoice way={way} onChange={setWay} />}
      {way === 'exchange' && <ElsewhereFields value={elsewhere} onChange={setElsewhere} onEnter={ask} />}
      <ReplayDestinations choice={choice} way={way} />
      {obstacles.length > 0 && (
        <ObstacleChoice obstacles={obstacles} chosen={leftOut} onChange={setLeftOut} />
      )}
      {bodyChange !== null && (
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
      <ReplayTerms />
      <WhyField value={why} onChange={setWhy} />
      {problem !== null && <ConflictNote problem={problem} left={letters.length} verb="tried again" />}
    </Dialog>
  );
}

function WayChoice({ way, onChange }: { way: Way; onChange: (way: Way) => void }) {
  const name = useId();
  const ways = [
    {
      value: 'origin',
      label: 'To the exchange each was published to',
      note: 'Every queue bound there gets it again.',
    },
    {
      value: 'queue',
      label: 'Only to the queue each died in',
      note: 'Consumers there see the default exchange and the queue’s name as routing key.',
    },
  ] as const;
  return (
    <fieldset className="grid gap-1.5">
      <legend className="sr-only">Where to</legend>
      {ways.map(({ value, label, note }) => (
        <label
          key={value}
          className="grid grid-cols-[auto_1fr] gap-x-2.5 rounded-sm border border-line px-3 py-2 has-checked:border-accent has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name={name}
            value={value}
            checked={way === value}
            onChange={() => onChange(value)}
            className="mt-[3px] accent-accent"
          />
          <span className="font-[550]">{label}</span>
          <span className="col-start-2 text-ink-2">{note}</span>
        </label>
      ))}
    </fieldset>
  );
}
