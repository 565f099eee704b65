/** The two meanings of a signal: the first asks us to stop, a later one to stop at once. */

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** A terminal's Ctrl-C reaches us and npm, and npm passes it on: two signals, one key. */
const sameKeyMs = 500;

/** Listens until the answer is called. */
export function onSignals(first: () => void, later: () => void): () => void {
  let firstAt: number | undefined;
  const listen = () => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      first();
    } else if (now - firstAt > sameKeyMs) later();
  };
  for (const signal of signals) process.on(signal, listen);
  return () => {
    for (const signal of signals) process.off(signal, listen);
  };
}
