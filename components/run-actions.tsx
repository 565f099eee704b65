'use client';
// What can be done with a run: start it, once; pause it, let it go on, call it off, at another rate.
import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { RunRate } from '#lib/domain/run-request.ts';
import type { RunState } from '#lib/domain/run-schemas.ts';
import { send, type Answer, type Problem } from './api.ts';
import { ProblemNote } from './problem-note.tsx';

type Verb = 'start' | 'pause' | 'resume' | 'cancel';

const offered: Record<RunState, Verb[]> = {
  planned: ['cancel', 'start'],
  running: ['cancel', 'pause'],
  paused: ['cancel', 'resume'],
  cancelled: [],
  done: [],
};

export function RunActions({
  id,
  state,
  rate,
  goes,
  isPutBack,
}: {
  id: string;
  state: RunState;
  rate: RunRate;
  /** How many letters it sends. */
  goes: number;
  isPutBack: boolean;
}) {
  const router = useRouter();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function change(call: Promise<Answer<unknown>>) {
    setBusy(true);
    const answer = await call;
    setBusy(false);
    setProblem(answer.ok ? null : answer.problem);
    router.refresh();
  }

  const words: Record<Verb, string> = {
    start: isPutBack ? `Put ${countInWords(goes, 'letter')} back` : `Send ${countInWords(goes, 'letter')}`,
    pause: 'Pause',
    resume: 'Go on',
    cancel: state === 'planned' ? 'Drop the plan' : 'Cancel the run',
  };
  const verbs = offered[state].filter((verb) => verb !== 'start' || goes > 0);
  if (verbs.length === 0 && problem === null) return null;
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-end gap-2">
        {verbs.length > 0 && goes > 0 && (
          <RateField
            key={String(rate)}
            rate={rate}
            onChange={(next) => change(send('PATCH', `/api/v1/replay-runs/${id}`, { rate: next }))}
          />
        )}
        <div className="ml-auto flex flex-wrap gap-2">
          {verbs.map((verb) => (
            <button
              key={verb}
              type="button"
              className={`btn ${verb === 'start' || verb === 'resume' ? 'go' : verb === 'cancel' && state !== 'planned' ? 'stop' : ''}`}
              aria-disabled={isBusy}
              data-run-act={verb}
              onClick={() => isBusy || void change(send('POST', `/api/v1/replay-runs/${id}/${verb}`))}
            >
              {words[verb]}
            </button>
          ))}
        </div>
      </div>
      {problem !== null && <ProblemNote problem={problem} />}
    </div>
  );
}

function RateField({ rate, onChange }: { rate: RunRate; onChange: (rate: RunRate) => void }) {
  const id = useId();
  const first = rate === 'unlimited' ? '' : String(rate);
  const [text, setText] = useState(first);
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(text.trim() === '' ? 'unlimited' : Number(text));
      }}
    >
      <label htmlFor={id}>Letters a second</label>
      <input
        id={id}
        className="field w-24"
        name="rate"
        inputMode="decimal"
        autoComplete="off"
        placeholder="unlimited"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {text !== first && (
        <button type="submit" className="btn">
          Change
        </button>
      )}
    </form>
  );
}
