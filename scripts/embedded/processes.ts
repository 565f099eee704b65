/** What the machine says about a process we may not be the parent of: is it there, is it ours, and how it is ended. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export type ProcessFacts = Readonly<{ command: string; startedAt: string }>;
export type StopSignal = 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL';

/** Null when no such process runs. A zombie is dead: its parent has only not looked yet. */
export async function describeProcess(pid: number): Promise<ProcessFacts | null> {
  return process.platform === 'linux' ? describeByProc(pid) : describeByPs(pid);
}

/** Signals a process, waits for its end, and uses SIGKILL when `deadlineMs` is over. */
export async function endProcess(pid: number, signal: StopSignal, deadlineMs: number): Promise<void> {
  signalProcess(pid, signal);
  if (await isGoneWithin(pid, deadlineMs)) return;
  signalProcess(pid, 'SIGKILL');
  await isGoneWithin(pid, 5_000);
}

export function signalProcess(pid: number, signal: StopSignal): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The first line of a pid file, or null where there is none to read. */
export async function readPid(pidFile: string): Promise<number | null> {
  const text = await readFile(pidFile, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return Number.isSafeInteger(pid) && pid > 1 ? pid : null;
}

async function isGoneWithin(pid: number, deadlineMs: number): Promise<boolean> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    if ((await describeProcess(pid)) === null) return true;
    if (Date.now() >= deadline) return false;
    await sleep(25);
  }
}

async function describeByProc(pid: number): Promise<ProcessFacts | null> {
  const [stat, commandLine] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null),
    readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
  ]);
  // The second field is the program's name in parentheses and may hold spaces and parentheses itself.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (!fields || fields[0] === 'Z' || fields[0] === 'X') return null;
  return { command: commandLine.replaceAll('\0', ' ').trim(), startedAt: fields[19] ?? '' };
}

function describeByPs(pid: number): Promise<ProcessFacts | null> {
  return new Promise((resolve) => {
    execFile('ps', ['-ww', '-o', 'stat=,lstart=,command=', '-p', String(pid)], (error, stdout) => {
      const [, state, startedAt, command] =
        /^\s*(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)/.exec(stdout) ?? [];
      if (error || state === undefined || state.startsWith('Z')) resolve(null);
      else resolve({ command: command ?? '', startedAt: startedAt ?? '' });
    });
  });
}
