'use client';
// Asks how many letters are to be tried again as a run. It makes a plan, and nothing else: the plan's own page asks whether to start it.
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { Way } from '#lib/domain/replay-choice.ts';
import type { RunView } from '#lib/domain/run-schemas.ts';
import { Dialog } from './dialog.tsx';
import { ElsewhereFields } from './elsewhere-fields.tsx';
import { Fields } from './labelled-field.tsx';
import { askForRun, firstRunFields, RunFields } from './run-fields.tsx';
import { useSubmit } from './use-submit.ts';
import { WayChoice } from './way-choice.tsx';
import { WhyField } from './why-field.tsx';

/** Letters by their ids, all that match a filter, as the address has it, or all of a failure group; and how many these are, in words. */
export type RunOf =
  { ids: string[] } | { query: string; matching: string } | { group: string; matching: string };

const names = ['rate', 'reason', 'order.key', 'canaryCount'];

export function RunQuestion({ of, onClose }: { of: RunOf; onClose: () => void }) {
  const router = useRouter();
  const [way, setWay] = useState<Way>('origin');
  const [elsewhere, setElsewhere] = useState({ exchange: '', routingKey: '' });
  const [fields, setFields] = useState(firstRunFields);
  const [why, setWhy] = useState('');
  const { submit, isBusy, problem } = useSubmit<RunView>('/api/v1/replay-runs');

  async function plan() {
    if (isBusy) return;
    const answer = await submit({
      ...nameLetters(of),
      to: way === 'exchange' ? { kind: way, ...elsewhere } : { kind: way },
      ...askForRun(fields),
      ...(why.trim() && { reason: why }),
    });
    if (answer.ok) router.push(`/replay-runs/${answer.value.id}`);
  }

  return (
    <Dialog
      title={titleOf(of)}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button type="button" className="btn go" aria-disabled={isBusy} onClick={plan} data-confirm="plan">
            {isBusy ? 'Counting…' : 'Make a plan'}
          </button>
        </>
      }
    >
      <p className="text-ink-2">
        First a plan: it counts the letters and freezes which ones they are. Nothing is sent until you start
        it.
      </p>
      <WayChoice way={way} onChange={setWay} isElsewhereOffered />
      {way === 'exchange' && (
        <ElsewhereFields value={elsewhere} onChange={setElsewhere} onEnter={() => void plan()} />
      )}
      <Fields problem={problem} names={names}>
        <RunFields value={fields} onChange={setFields} />
        <WhyField value={why} onChange={setWhy} />
      </Fields>
    </Dialog>
  );
}

function nameLetters(of: RunOf): object {
  if ('ids' in of) return { deadLetterIds: of.ids };
  return 'group' in of ? of : { filter: Object.fromEntries(new URLSearchParams(of.query)) };
}

function titleOf(of: RunOf): string {
  if ('ids' in of) return `Try ${countInWords(of.ids.length, 'letter')} again as a run`;
  return `Try all ${of.matching} ${'group' in of ? 'of this group' : 'that match'} again`;
}
