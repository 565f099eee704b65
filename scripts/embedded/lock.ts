/** One owner at a time for a LETTERTHIEF_HOME: two in the same folder would fight over its data and its ports. */
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeProcess } from './processes.ts';

type Owner = { pid: number; startedAt: string; folder: string };

export class HomeInUseError extends Error {
  constructor(folder: string, pid: number) {
    super(
      `LetterThief already runs in ${folder} (process ${pid}). Stop that one first, or set LETTERTHIEF_HOME to another folder.`,
    );
    this.name = 'HomeInUseError';
  }
}

/** Takes the folder for this process and answers how to give it back. Throws HomeInUseError. */
export async function takeLock(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  const draft = `${path}.${randomUUID()}`;
  const mine: Owner = { pid: process.pid, startedAt: await startOf(process.pid), folder };
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    while (!(await isLinked(draft, path))) await clearStale(path, folder);
  } finally {
    await rm(draft, { force: true });
  }
  return () => rm(path, { force: true });
}

async function clearStale(path: string, folder: string): Promise<void> {
  const seen = await readFile(path, 'utf8').catch(() => '');
  const owner = readOwner(seen);
  if (owner?.folder === folder && owner.startedAt === (await startOf(owner.pid)))
    throw new HomeInUseError(folder, owner.pid);
  // Moved away rather than removed: somebody else may have put a living lock there a moment ago.
  const taken = `${path}.${randomUUID()}`;
  await rename(path, taken).catch(ignoreMissing);
  const moved = await readFile(taken, 'utf8').catch(() => seen);
  if (moved !== seen) await isLinked(taken, path);
  await rm(taken, { force: true });
}

function readOwner(text: string): Owner | null {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return null;
  }
}

async function startOf(pid: number): Promise<string> {
  return (await describeProcess(pid))?.startedAt ?? 'not running';
}

async function isLinked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
