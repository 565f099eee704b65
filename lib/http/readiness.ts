// Whether the whole works: probes ask often, so the answer is short.
import type { Actor } from '#lib/domain/actor.ts';
import { readSchemaTrouble } from '#lib/store/schema-trouble.ts';
import { listWorkers } from '#lib/store/workers.ts';

/** False while the store cannot be reached, no worker lives, or every living one has lost the broker or the store. */
export async function isReady(actor: Actor): Promise<boolean> {
  if (readSchemaTrouble() !== null) return false;
  try {
    const workers = await listWorkers(actor);
    return workers.some(({ isAlive, problems }) => isAlive && !problems.broker && !problems.store);
  } catch {
    // Whatever it is: not ready. The worker's and the pages' logs have the cause.
    return false;
  }
}
