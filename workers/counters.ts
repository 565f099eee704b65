// What this worker did since it started, and what troubles it now: written into its row, served by /api/metrics.
import type { WorkerCounters, WorkerProblems } from '#lib/store/workers.ts';

export type Counters = {
  add(name: CounterName, by?: number): void;
  read(): WorkerCounters;
};

export const counterNames = [
  'lettersDrained',
  'lettersStored',
  'lettersMatched',
  'alertsSent',
  'postsSent',
  'postsUpdated',
  'replaysConfirmed',
  'replaysReturned',
  'replaysNacked',
  'replaysRefused',
  'replaysUnknown',
] as const;
export type CounterName = (typeof counterNames)[number];

export function makeCounters(): Counters {
  const counts: WorkerCounters = Object.fromEntries(counterNames.map((name) => [name, 0]));
  return {
    add(name, by = 1) {
      counts[name] = (counts[name] ?? 0) + by;
    },
    read: () => ({ ...counts }),
  };
}

/** Problems by part; null means that it is over. */
export type Problems = { set(part: string, problem: string | null): void; read(): WorkerProblems };

export function makeProblems(): Problems {
  const held = new Map<string, string>();
  return {
    set(part, problem) {
      if (problem === null) held.delete(part);
      else held.set(part, problem);
    },
    read: () => Object.fromEntries(held),
  };
}
