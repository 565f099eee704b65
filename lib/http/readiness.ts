// Whether the whole works, and if not why: probes ask often, so the answer is short.
import type { Actor } from '#lib/domain/actor.ts';
import { readSchemaTrouble } from '#lib/store/schema-trouble.ts';
import { sayStoreTrouble } from '#lib/store/trouble.ts';
import { listWorkers, tryToWrite } from '#lib/store/workers.ts';

/** Why nothing is drained or published; empty when a living worker has broker and store. */
export async function findUnready(actor: Actor): Promise<string[]> {
  const schema = readSchemaTrouble();
  if (schema !== null) return [schema];
  try {
    const alive = (await listWorkers(actor)).filter(({ isAlive }) => isAlive);
    if (alive.some(({ problems }) => !problems.broker && !problems.store)) return [];
    // A store that takes no writes takes no life signs either.
    if (alive.length === 0) await tryToWrite(actor);
    const told = alive.flatMap(({ problems }) => [problems.broker, problems.store]);
    const problems = [...new Set(told.filter((problem) => problem !== undefined))];
    return problems.length > 0 ? problems : ['No worker is running: letters wait in RabbitMQ.'];
  } catch (error) {
    return [`${sayStoreTrouble(error)}: letters wait in RabbitMQ.`];
  }
}
