'use client';
// Snoozes a group: for how long, each with the moment at which it ends.
import { useState } from 'react';
import { hoursTo, momentInWords, tomorrowAt } from '#lib/domain/snooze.ts';
import type { Problem } from './api.ts';
import { Dialog } from './dialog.tsx';
import { ProblemNote } from './problem-note.tsx';

const TOMORROW = 9;

export function GroupSnoozeQuestion({
  onSnooze,
  onClose,
}: {
  onSnooze: (hours: number) => Promise<Problem | null>;
  onClose: () => void;
}) {
  const [now] = useState(Date.now);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const choices = [
    { name: '1h', words: '1 hour', hours: 1 },
    { name: '4h', words: '4 hours', hours: 4 },
    { name: 'tomorrow', words: 'Until tomorrow', hours: hoursTo(tomorrowAt(TOMORROW, now), now) },
    { name: 'week', words: 'A week', hours: 168 },
  ];

  async function snooze(hours: number): Promise<void> {
    if (isBusy) return;
    setBusy(true);
    setProblem(await onSnooze(hours));
    setBusy(false);
  }

  return (
    <Dialog title="Snooze this group?" onClose={onClose}>
      <p>Nothing is posted for it until then. Its letters are kept and counted.</p>
      <ul className="grid gap-1.5">
        {choices.map(({ name, words, hours }) => (
          <li key={name}>
            <button
              type="button"
              className="btn h-auto w-full justify-between gap-3 py-2"
              aria-disabled={isBusy}
              onClick={() => void snooze(hours)}
              data-snooze={name}
            >
              <span>{words}</span>
              <span className="font-normal text-ink-3 tabular-nums">
                {momentInWords(now + hours * 3_600_000, now)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {problem !== null && <ProblemNote problem={problem}>It is not snoozed.</ProblemNote>}
    </Dialog>
  );
}
