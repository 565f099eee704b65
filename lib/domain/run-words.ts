// Replay runs in words.
import { countInWords } from './amount-words.ts';
import type { RunOutcome, RunState, RunSummary, RunView } from './run-schemas.ts';
import type { Tone } from './outcome-words.ts';

/** Why a letter of a run does not go. Stored with it. */
export const runWhys = {
  underWay: 'being tried again already',
  discarded: 'discarded',
  replayed: 'replayed before',
  unknown: 'its last replay has an unknown outcome: it may have arrived',
  noOrigin: 'exchange and routing key unknown: no x-death header names them',
  noQueue: 'queue unknown: no x-death header names it',
  drained: 'its dead-letter queue is being drained: only while that is paused can it be put back',
  gone: 'no longer here',
  held: 'an earlier letter of its key was not confirmed',
} as const;

const stateWords: Record<RunState, { word: string; tone: Tone }> = {
  planned: { word: 'planned', tone: 'plain' },
  running: { word: 'running', tone: 'wait' },
  paused: { word: 'paused', tone: 'wait' },
  cancelled: { word: 'cancelled', tone: 'plain' },
  done: { word: 'done', tone: 'good' },
};

type Standing = Pick<RunSummary, 'state' | 'whyPaused' | 'letters'>;

/** How a run stands. One that paused by itself wants a look, and so does one whose letters failed. */
export function standingOf({ state, whyPaused, letters }: Standing): { word: string; tone: Tone } {
  if (state === 'paused' && whyPaused !== null) return { ...stateWords.paused, tone: 'bad' };
  if (state !== 'done' || countFailed(letters) === 0) return stateWords[state];
  return letters.confirmed === 0
    ? { word: 'failed', tone: 'bad' }
    : { word: 'done, some failed', tone: 'wait' };
}

/** Whatever was sent, and not confirmed. */
export function countFailed({ returned, nacked, refused, unknown }: RunSummary['letters']): number {
  return returned + nacked + refused + unknown;
}

/** Of a cancelled run nothing waits any more. */
export function sayRunOutcome(outcome: RunOutcome, state: RunState): string {
  return outcome === 'waiting' && state === 'cancelled' ? 'not sent' : runOutcomeWords[outcome].word;
}

export const runOutcomeWords: Record<RunOutcome, { word: string; tone: Tone }> = {
  waiting: { word: 'waiting', tone: 'plain' },
  under_way: { word: 'under way', tone: 'wait' },
  confirmed: { word: 'confirmed', tone: 'good' },
  returned: { word: 'returned', tone: 'bad' },
  nacked: { word: 'nacked', tone: 'bad' },
  refused: { word: 'refused', tone: 'bad' },
  unknown: { word: 'unknown', tone: 'bad' },
  cancelled: { word: 'cancelled', tone: 'plain' },
  left_out: { word: 'left out', tone: 'plain' },
};

/** What a plan asks; then, what it was about. */
export function titleOfRun({
  state,
  plan,
  how,
  letters,
}: Pick<RunView, 'state' | 'plan' | 'how' | 'letters'>): string {
  const many = countInWords(plan.letters, 'letter');
  const isPutBack = how.to.kind === 'dead_letter_queue';
  // Whether they went stands beside it.
  if (state !== 'planned') return isPutBack ? `${many} to put back` : `${many} to try again`;
  if (plan.letters === 0) return `None of ${countInWords(letters.total, 'letter')} can go`;
  return isPutBack ? `Put ${many} back?` : `Try ${many} again?`;
}

/** "3 s", "12 min", "2 h 5 min": how long something takes. */
export function spanInWords(seconds: number): string {
  if (seconds < 1) return 'under a second';
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.ceil(hours / 24)} d`;
}
