/** How long each step took, told as one line when it is over, since several run at once. */
export type Say = (line: string) => void;

/** Runs a step and says "title … 1.2 s" after it. */
export async function takeStep<Result>(
  say: Say,
  title: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const startedAt = performance.now();
  const result = await work();
  say(`${title} … ${showSeconds(performance.now() - startedAt)}`);
  return result;
}

export function showSeconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}
