/** How long to wait after the n-th failure in a row (from 0), in ms: 0.5 s doubling to 15 s, with jitter so that many do not come at once. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const full = Math.min(500 * 2 ** Math.min(failures, 10), 15_000);
  return full / 2 + (full / 2) * random();
}

/** Waits, or returns early when the signal is aborted. */
export function waitMs(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
