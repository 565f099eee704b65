// NOTIFY: rung inside the transaction that changed something, heard by listen.ts at its commit.
import type { Tx } from './client.ts';

/** Wakes the workers: replays are asked for. */
export async function ringAsked(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('letterthief', '{"kind":"asked"}')`;
}

/** Tells every web process that a run changed; where a person changed it, the workers are woken. */
export async function ringRuns(tx: Tx, runId: string, isByPerson: boolean): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('letterthief', ${JSON.stringify({ kind: 'runs', runId, isByPerson })})`;
}

/** Wakes the workers, and tells the pages: a queue was paused or resumed. */
export async function ringPauses(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('letterthief', '{"kind":"pauses"}')`;
}

/** Tells every web process that somebody (a person or a token) may more or less than before, or is out. */
export async function ringDoors(tx: Tx, visitorId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('letterthief', ${JSON.stringify({ kind: 'doors', visitorId })})`;
}

/** Tells every web process which letters moved, by a person or by the worker. */
export async function ringReplays(tx: Tx, letterIds: readonly string[]): Promise<void> {
  for (const bell of writeBells(letterIds)) await tx.$executeRaw`SELECT pg_notify('letterthief', ${bell})`;
}

/** In pieces, since a payload holds at most 8,000 bytes. */
export function writeBells(letterIds: readonly string[]): string[] {
  const bells: string[] = [];
  for (let at = 0; at < letterIds.length; at += 150)
    bells.push(JSON.stringify({ kind: 'replays', deadLetterIds: letterIds.slice(at, at + 150) }));
  return bells;
}

/** Tells every web process that groups were changed by somebody. */
export async function ringGroups(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('letterthief', '{"kind":"groups"}')`;
}
