/** A small shell beside each service that ends it when we are gone, even by SIGKILL. */
import { spawn } from 'node:child_process';
import { signalProcess } from './processes.ts';

export type Ward = Readonly<{ pid: number; signal: 'TERM' | 'INT' }>;

/** The wards are ended one after the other; each gets 20 s before it is killed. */
const script = `
cat >/dev/null
while [ $# -gt 0 ]; do
  kill -"$1" "$2" 2>/dev/null
  left=80
  while [ $left -gt 0 ] && kill -0 "$2" 2>/dev/null; do sleep 0.25; left=$((left - 1)); done
  [ $left -gt 0 ] || kill -KILL "$2" 2>/dev/null
  shift 2
done`;

/** Guards processes for as long as this process lives; the answer dismisses the guard and leaves them alone. */
export function guard(wards: readonly Ward[]): () => void {
  const words = wards.flatMap((ward) => [ward.signal, String(ward.pid)]);
  // We hold the other end of its stdin and never write: the kernel closes it with our last breath.
  const shell = spawn('/bin/sh', ['-c', script, 'letterthief-watchdog', ...words], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', (error) => console.error(`No watchdog for ${words.join(' ')}: ${error.message}`));
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
  return () => {
    // The whole group: its `cat` or `sleep` too. Once it is reaped the pid may be somebody else's.
    if (shell.pid !== undefined && shell.exitCode === null && shell.signalCode === null)
      signalProcess(-shell.pid, 'SIGKILL');
  };
}
