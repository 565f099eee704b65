/** One long-running program beside us: spawned out of reach of the terminal's Ctrl-C, guarded, logged, stopped once. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeProcess, endProcess, readPid, signalProcess, type StopSignal } from './processes.ts';
import { guard } from './watchdog.ts';

export type ServiceSpec = Readonly<{
  /** For people: 'Postgres', 'RabbitMQ'. */
  title: string;
  command: string;
  args: readonly string[];
  /** The whole environment: nothing of ours leaks in. */
  env: Readonly<Record<string, string>>;
  folder: string;
  logFile: string;
  /** Written before the program begins, so that whoever comes after us finds it. Without it, it writes its own. */
  pidFile?: string;
  user?: Readonly<{ uid: number; gid: number }> | undefined;
  stopSignal: 'SIGTERM' | 'SIGINT';
  stopMs: number;
}>;

export type Service = Readonly<{
  pid: number;
  /** Resolves with the reason when it has ended, asked or not. */
  exited: Promise<string>;
  hasExited(): boolean;
  stop(): Promise<void>;
  /** The last lines of its log, for an error message. */
  readLog(): string;
}>;

const bytesOfLogKept = 10 * 1024 * 1024;

export async function startService(spec: ServiceSpec): Promise<Service> {
  rotateLog(spec.logFile);
  const log = openSync(spec.logFile, 'a', 0o600);
  const [command, args] = spec.pidFile
    ? ['/bin/sh', ['-c', 'echo $$ > "$0" && exec "$@"', spec.pidFile, spec.command, ...spec.args]]
    : [spec.command, spec.args];
  const child = spawn(command, args, {
    cwd: spec.folder,
    env: spec.env as NodeJS.ProcessEnv,
    detached: true,
    stdio: ['ignore', log, log],
    ...spec.user,
  });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) {
    const cause = await new Promise<Error>((resolve) => child.once('error', resolve));
    throw new Error(`${spec.title} cannot be started: ${cause.message}`, { cause });
  }
  const dismiss = guard(pid, spec.stopSignal);
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, by) => {
      dismiss();
      if (spec.pidFile) rmSync(spec.pidFile, { force: true });
      resolve(`${spec.title} ended ${by ? `by ${by}` : `with code ${code}`}`);
    });
  });
  child.unref();

  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  async function end(): Promise<void> {
    if (hasExited()) return;
    child.ref();
    signalProcess(pid!, spec.stopSignal);
    const killer = setTimeout(() => signalProcess(pid!, 'SIGKILL'), spec.stopMs);
    await exited;
    clearTimeout(killer);
  }
  let stopping: Promise<void> | undefined;
  return {
    pid,
    exited,
    hasExited,
    stop: () => (stopping ??= end()),
    readLog: () => readTail(spec.logFile),
  };
}

/** Waits until `isReady`; throws with the end of the service's log when it dies first or takes too long. */
export async function untilReady(
  title: string,
  service: Service,
  isReady: () => Promise<boolean>,
  deadlineMs: number,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!(await isReady())) {
    const isLate = Date.now() > deadline;
    if (!isLate && !service.hasExited()) {
      await sleep(50);
      continue;
    }
    const reason = isLate ? `is not ready after ${deadlineMs / 1000} s` : await service.exited;
    await service.stop();
    throw new Error(`${title} did not start: ${reason}. The end of its log:\n${service.readLog()}`);
  }
}

/** Ends what an earlier, killed run left behind. `marker` tells our own process from a stranger with its old pid. */
export async function endOrphan(
  pidFile: string,
  marker: string,
  signal: StopSignal,
  deadlineMs: number,
  onFound: (pid: number) => void,
): Promise<void> {
  const pid = await readPid(pidFile);
  const facts = pid === null ? null : await describeProcess(pid);
  if (pid === null || !facts?.command.includes(marker)) return;
  onFound(pid);
  await endProcess(pid, signal, deadlineMs);
}

function rotateLog(path: string): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > bytesOfLogKept) renameSync(path, `${path}.1`);
}

function readTail(path: string): string {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
}
