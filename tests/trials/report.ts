// What a trial tells when it is over: the numbers in the table of `npm run endure`, and what was not as promised.
import type { Say } from '#scripts/progress.ts';

/** One trial at one size. It resolves in any case but for trouble of its own; `faults` decides. */
export type Trial = (say: Say) => Promise<TrialReport>;

/** Null: means nothing in this trial. */
export type TrialReport = {
  letters: number;
  /** Kills, or whatever the trial does to the parts: stalls, pauses. */
  kills: number | null;
  /** Of those, how many fell between a commit and its ack: a letter stored before was delivered again. */
  killsBetween: number | null;
  /** Deliveries that were found to be stored letters. */
  matched: number | null;
  /** Letters that say "perhaps two". */
  marked: number | null;
  lost: number | null;
  /** Second rows that do not say so. */
  surplusUnmarked: number | null;
  seconds: number;
  /** Further numbers of this trial, by name. */
  notes: Readonly<Record<string, string | number>>;
  /** What was not as promised, as full sentences. Empty: passed. */
  faults: readonly string[];
};

/** One line of it, for the log of a test. */
export function showReport({ notes, faults, ...numbers }: TrialReport): string {
  const told = Object.entries({ ...numbers, ...notes }).filter(([, value]) => value !== null);
  return `${told.map(([name, value]) => `${name} ${value}`).join(' · ')}${faults.map((fault) => `\n  FAULT ${fault}`).join('')}`;
}
