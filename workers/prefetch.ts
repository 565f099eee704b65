// How many letters a session may hold unacked: fewer where they are large. What tells that a channel lives comes behind all that
// the broker sends before it; where that is more than we may hold, it would come too late, and others take the session for dead.
import { weightOf, type Delivery } from '#lib/domain/delivery.ts';
import { BATCH_LETTERS } from './batch.ts';

/** Two batches under way, one that is read and one that is on its way from the broker. */
export const USUAL_PREFETCH = 4 * BATCH_LETTERS;
/** So many letters must be small before more of them are asked for. */
const SEEN_LETTERS = 100;
const WIDER = 8;

/** The prefetch of one queue. It outlives its sessions: one that breaks off must not begin as wide as before. */
export type Fit = {
  readonly prefetch: number;
  /** True when another prefetch fits these letters better: `prefetch` is that one now. */
  look(batch: readonly Delivery[]): boolean;
};

export function makeFit(maxHeldBytes: number): Fit {
  let prefetch = USUAL_PREFETCH;
  let letters = 0;
  let bytes = 0;

  function change(to: number): boolean {
    prefetch = to;
    letters = bytes = 0;
    return true;
  }

  return {
    get prefetch() {
      return prefetch;
    },
    look(batch) {
      if (letters >= SEEN_LETTERS) letters = bytes = 0;
      const weight = batch.reduce((sum, delivery) => sum + weightOf(delivery), 0);
      letters += batch.length;
      bytes += weight;
      const mean = weight / batch.length;
      if (prefetch > 1 && mean * prefetch > maxHeldBytes / 2) return change(fit(mean, maxHeldBytes));
      const wider = fit(bytes / letters, maxHeldBytes);
      const isCalm = letters >= SEEN_LETTERS && wider >= Math.min(WIDER * prefetch, USUAL_PREFETCH);
      return isCalm && wider > prefetch && change(wider);
    },
  };
}

function fit(meanBytes: number, maxHeldBytes: number): number {
  return Math.max(1, Math.min(USUAL_PREFETCH, Math.floor(maxHeldBytes / 4 / Math.max(1, meanBytes))));
}
