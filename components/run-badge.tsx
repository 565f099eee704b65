// How a run stands, and what became of a letter of it: by shape and word as well as by colour.
import {
  Ban,
  Check,
  CircleHelp,
  Clock,
  CornerUpLeft,
  Pause,
  Play,
  Send,
  X,
  type LucideIcon,
} from 'lucide-react';
import { runOutcomeWords, sayRunOutcome, stateWords } from '#lib/domain/run-words.ts';
import type { RunOutcome, RunState } from '#lib/domain/run-schemas.ts';

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

/** `isPausedByItself`: then something is wrong; a person who pauses a run knows why. */
export function RunBadge({ state, isPausedByItself }: { state: RunState; isPausedByItself: boolean }) {
  const { word } = stateWords[state];
  const tone = state === 'paused' && isPausedByItself ? 'bad' : stateWords[state].tone;
  const Icon = states[state];
  return (
    <span className={`badge ${tone === 'plain' ? '' : tone}`} data-run-state={state}>
      <Icon size={11} strokeWidth={2.5} aria-hidden="true" />
      {word}
    </span>
  );
}

/** `state` is the run's: of one that was called off nothing waits. */
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
