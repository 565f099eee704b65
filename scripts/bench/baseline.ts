/** What a bench measures, each on a backlog of its own: the worker's bench and its baselines have this shape. */
import { Connection } from 'rabbitmq-client';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { takeStep } from '#scripts/progress.ts';
import { fill } from './fill.ts';

export type Rate = {
  letters: number;
  perSecond: number;
  /** CPU of all that took part: the process measured, the broker, the database. */
  cpuSeconds: number;
};

/** So long may a part take: nothing that anyone would call working is slower. */
export const deadlineMs = (letters: number): number => 60_000 + letters * 5;

/** Fills a vhost of its own, gives it to `measure` with a connection for its questions, and drops it. */
export async function withBacklog<Result>(
  letters: number,
  measure: (vhost: Vhost, client: Connection) => Promise<Result>,
): Promise<Result> {
  const vhost = await makeVhost();
  const client = new Connection(vhost.url);
  client.on('error', (error) => console.error(error));
  try {
    await takeStep(console.log, `  ${letters} letters die`, () => fill(vhost.url, letters));
    // What the broker still writes of the filling is not the drain's.
    await new Promise((resolve) => setTimeout(resolve, Math.min(1500, letters / 10)));
    return await measure(vhost, client);
  } finally {
    await client.close();
    await vhost.drop();
  }
}

/**
 * Counts up to `letters`: the clock runs from the first look that sees some, which do not count. `peek` is asked often: it has
 * to be cheap.
 */
export async function timeUntil(
  letters: number,
  everyMs: number,
  peek: () => Promise<number>,
  check: () => void = () => undefined,
): Promise<Omit<Rate, 'cpuSeconds'>> {
  const deadline = performance.now() + deadlineMs(letters);
  let first = 0;
  let startedAt = 0;
  for (;;) {
    const count = await peek();
    const now = performance.now();
    if (first === 0 && count > 0) [first, startedAt] = [count, now];
    if (count >= letters) return { letters, perSecond: (letters - first) / ((now - startedAt) / 1000) };
    if (now > deadline)
      throw new Error(`${count} of ${letters} letters after ${deadlineMs(letters) / 1000} s`);
    check();
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
