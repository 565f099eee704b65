// NOTIFY: rung inside the transaction that changed something, heard by listen.ts at its commit.
import type { Tx } from './client.ts';

/** Wakes the workers: replays are asked for. */
export async function ringAsked(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('letterthief', '{"kind":"asked"}')`;
}

/** Tells every web process that somebody (a person or a token) may more or less than before, or is out. */
export async function ringDoors(tx: Tx, visitorId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('letterthief', ${JSON.stringify({ kind: 'doors', visitorId })})`;
}

/** Tells every web process which letters moved, by a person or by the worker; in pieces, since a payload holds at most 8,000 bytes. */
export async function ringReplays(tx: Tx, letterIds: readonly string[]): Promise<void> {
  for (let at = 0; at < letterIds.length; at += 150) {
    const bell = JSON.stringify({ kind: 'replays', deadLetterIds: letterIds.slice(at, at + 150) });
    await tx.$executeRaw`SELECT pg_notify('letterthief', ${bell})`;
  }
}
