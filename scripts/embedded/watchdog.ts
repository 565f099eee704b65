/** A small shell beside each process of ours that ends it when we are gone, even by SIGKILL. */
import { spawn } from 'node:child_process';
import { signalProcess } from './processes.ts';

/** 20 s to end by itself, then it is killed. */
const script = `
cat >/dev/null
kill -"$1" "$2" 2>/dev/null
left=80
while [ $left -gt 0 ] && kill -0 "$2" 2>/dev/null; do sleep 0.25; left=$((left - 1)); done
[ $left -gt 0 ] || kill -KILL "$2" 2>/dev/null`;

/** Guards a process for as long as we live; the answer dismisses the guard and leaves the process alone. */
export function guard(pid: number, signal: 'SIGTERM' | 'SIGINT'): () => void {
  const words = ['letterthief-watchdog', signal.replace('SIG', ''), String(pid)];
  // We hold the other end of its stdin and never write: the kernel closes it with our last breath.
  const shell = spawn('/bin/sh', ['-c', script, ...words], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', (error) => console.error(`Process ${pid} has no watchdog: ${error.message}`));
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
  return () => {
    // The whole group: its `cat` or `sleep` too. Once it is reaped the pid may be somebody else's.
    if (shell.pid !== undefined && shell.exitCode === null && shell.signalCode === null)
      signalProcess(-shell.pid, 'SIGKILL');
  };
}
