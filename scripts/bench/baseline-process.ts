/** Starts a baseline as a process of its own, counts its use of the machine, and reads the rate that it prints last. */
import { spawn } from 'node:child_process';
import { guard } from '#scripts/embedded/watchdog.ts';
import { deadlineMs, type Rate } from './baseline.ts';
import type { Pids } from './bench-services.ts';
import { startUsage, sumOwn } from './usage.ts';

export async function runBaseline(
  file: string,
  letters: number,
  args: readonly string[],
  pids: Pids,
): Promise<Rate> {
  const stopUsage = startUsage(pids);
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: deadlineMs(letters),
    killSignal: 'SIGKILL',
  });
  const dismiss = guard(child.pid ?? 0, 'SIGTERM');
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const code = await new Promise<number | string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit, signal) => resolve(exit ?? signal ?? 'unknown'));
  });
  dismiss();
  if (code !== 0) throw new Error(`${file} ended with ${code}`);
  const told = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Rate;
  // Its own CPU is as it tells: without its start, which is not a letter's.
  return { ...told, cpuSeconds: told.cpuSeconds + sumOwn(stopUsage()) };
}
