// How a run stands, and what became of a letter of it: by shape and word as well as by colour.
import {
  Ban,
  Check,
  CircleAlert,
  CircleHelp,
  Clock,
  CornerUpLeft,
  Pause,
  Play,
  Send,
  X,
  type LucideIcon,
} from 'lucide-react';
import { runOutcomeWords, sayRunOutcome, standingOf } from '#lib/domain/run-words.ts';
import type { RunOutcome, RunState, RunSummary } from '#lib/domain/run-schemas.ts';

const states: Record<RunState, LucideIcon> = {
  planned: Clock,
  running: Play,
  paused: Pause,
  cancelled: Ban,
  done: Check,
};

const outcomes: Record<RunOutcome, LucideIcon> = {
  waiting: Clock,
  under_way: Send,
  confirmed: Check,
  returned: CornerUpLeft,
  nacked: X,
  refused: X,
  unknown: CircleHelp,
  cancelled: Ban,
  left_out: Ban,
};

export function RunBadge({ run }: { run: Pick<RunSummary, 'state' | 'whyPaused' | 'letters'> }) {
  const { word, tone } = standingOf(run);
  const Icon = run.state === 'done' && tone !== 'good' ? CircleAlert : states[run.state];
  return (
    <span className={`badge ${tone === 'plain' ? '' : tone}`} data-run-state={run.state}>
      <Icon size={11} strokeWidth={2.5} aria-hidden="true" />
      {word}
    </span>
  );
}

/** `state` is the run's: of a cancelled one nothing waits. */
export function RunOutcomeBadge({ outcome, state }: { outcome: RunOutcome; state: RunState }) {
  const { tone } = runOutcomeWords[outcome];
  const Icon = outcome === 'waiting' && state === 'cancelled' ? Ban : outcomes[outcome];
  return (
    <span className={`badge ${tone === 'plain' ? '' : tone}`} data-run-outcome={outcome}>
      <Icon size={11} strokeWidth={2.5} aria-hidden="true" />
      {sayRunOutcome(outcome, state)}
    </span>
  );
}
