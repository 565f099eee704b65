// A service in a process of its own: it publishes its messages by itself, fails at them until it is mended, and says line by line
// what it failed at and what it handled.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { guard } from '#scripts/embedded/watchdog.ts';

export type Command = readonly [program: string, ...args: string[]];

export type Program = {
  /** What it failed at and handled so far, in its order. */
  failed: readonly unknown[];
  handled: readonly unknown[];
  /** What else it wrote. */
  output(): string;
  /** Fails with that where it has ended by itself. */
  check(): void;
  /** From now on its handlers do not throw. */
  mend(): Promise<void>;
  /** As an operator stops a service: it closes its connection, and what it has not acked goes back to its queue. */
  stop(): Promise<void>;
};

const MAX_OUTPUT = 20_000;

export async function startProgram([command, ...args]: Command, url: string): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'letterthief-framework-'));
  const mended = join(folder, 'mended');
  const child = spawn(command, [...args, url, mended], { stdio: ['ignore', 'pipe', 'pipe'] });
  // A test run that is killed leaves nothing behind.
  const dismiss = guard(child.pid ?? 0, 'SIGTERM');
  const failed: unknown[] = [];
  const handled: unknown[] = [];
  let output = '';
  const keep = (text: string) => {
    output = (output + text).slice(-MAX_OUTPUT);
  };
  child.stderr.setEncoding('utf8').on('data', keep);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const told = readLine(line);
    if (told?.failed !== undefined) failed.push(told.failed);
    else if (told?.handled !== undefined) handled.push(told.handled);
    else keep(`${line}\n`);
  });
  let isOver = false;
  // Not `exit`: by then all is read that it said.
  const exited = once(child, 'close').then(() => {
    isOver = true;
    dismiss();
  });
  return {
    failed,
    handled,
    output: () => output,
    check() {
      if (isOver) throw new Error(`${command} ${args.at(-1)} ended with ${child.exitCode}:\n${output}`);
    },
    mend: () => writeFile(mended, ''),
    async stop() {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Null for what frameworks log. */
function readLine(line: string): { failed?: unknown; handled?: unknown } | null {
  try {
    return JSON.parse(line) as { failed?: unknown; handled?: unknown } | null;
  } catch {
    return null;
  }
}
