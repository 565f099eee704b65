// A service in a process of its own, in a vhost of its own: it publishes its messages by itself, fails at them until it is mended,
// and says line by line what it handled.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { guard } from '#scripts/embedded/watchdog.ts';

export type Command = readonly [program: string, ...args: string[]];

export type Program = {
  /** What it handled so far, in its order. */
  handled: readonly unknown[];
  /** Fails with what it wrote where it has ended by itself. */
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
  const handled: unknown[] = [];
  let output = '';
  const keep = (text: string) => {
    output = (output + text).slice(-MAX_OUTPUT);
  };
  child.stderr.setEncoding('utf8').on('data', keep);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const told = readHandled(line);
    if (told === undefined) keep(`${line}\n`);
    else handled.push(told);
  });
  let isOver = false;
  const exited = once(child, 'exit').then(() => {
    isOver = true;
    dismiss();
  });
  return {
    handled,
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

/** Frameworks log to standard output too. */
function readHandled(line: string): unknown {
  try {
    return (JSON.parse(line) as { handled?: unknown }).handled;
  } catch {
    return undefined;
  }
}
