/** Requests at an open load: each begins when it is due, however long those before it take. */
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

export type Ask = { kind: string; path: string };
type Fetch = (path: string) => Promise<Response>;

/** A process that is asked for more than it may do at once says so, instead of being late with all. */
const refusals = [429, 503];

/** Milliseconds by kind, from when each was due to the last byte of its answer; Infinity where it was refused. Throws for an answer that is none. */
export async function ask(
  fetchPath: Fetch,
  asks: readonly Ask[],
  perSecond: number,
): Promise<Map<string, number[]>> {
  const took = new Map<string, number[]>();
  const startedAt = performance.now();
  await Promise.all(
    asks.map(async ({ kind, path }, at) => {
      const dueAt = startedAt + (at * 1000) / perSecond;
      await sleep(Math.max(0, dueAt - performance.now()));
      const response = await fetchPath(path).catch((error: Error) => {
        throw new Error(`${path}: no answer (${String(error.cause)})`, { cause: error });
      });
      const said = await response.text();
      const isRefused = refusals.includes(response.status);
      if (!response.ok && !isRefused)
        throw new Error(`${path} answered ${response.status}: ${said.slice(0, 500)}`);
      if (isRefused) console.log(`${path} was refused: ${said.slice(0, 200)}`);
      took.set(kind, [...(took.get(kind) ?? []), isRefused ? Infinity : performance.now() - dueAt]);
    }),
  );
  return took;
}

/** The value below which this share lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
