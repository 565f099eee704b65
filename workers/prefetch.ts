// How many letters a session may hold unacked: fewer where they are large. What tells that a channel lives comes behind all that
// the broker sends before it; where that is more than we may hold, it would come too late, and others take the session for dead.
import { weightOf, type Delivery } from '#lib/domain/delivery.ts';
import { BATCH_LETTERS } from './batch.ts';

/** Two batches under way, one that is read and one that is on its way from the broker. */
export const USUAL_PREFETCH = 4 * BATCH_LETTERS;
/** So many letters must be small before more of them are asked for. */
const SEEN_LETTERS = 100;
const WIDER = 8;

/** Looks at a session's batches: gives another prefetch where this one does not fit them, else the same. */
export function makeFit(prefetch: number, maxHeldBytes: number): (batch: readonly Delivery[]) => number {
  let letters = 0;
  let bytes = 0;

  return (batch) => {
    if (letters >= SEEN_LETTERS) letters = bytes = 0;
    const weight = batch.reduce((sum, delivery) => sum + weightOf(delivery), 0);
    letters += batch.length;
    bytes += weight;
    const isTooWide = prefetch > 1 && (weight / batch.length) * prefetch > maxHeldBytes / 2;
    if (isTooWide) return fit(weight / batch.length, maxHeldBytes);
    const wider = fit(bytes / letters, maxHeldBytes);
    return letters >= SEEN_LETTERS && wider >= Math.min(WIDER * prefetch, USUAL_PREFETCH) ? wider : prefetch;
  };
}

function fit(meanBytes: number, maxHeldBytes: number): number {
  return Math.max(1, Math.min(USUAL_PREFETCH, Math.floor(maxHeldBytes / 4 / Math.max(1, meanBytes))));
}
