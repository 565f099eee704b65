// LetterThief's own processes as tests start them: web and worker, each as `npm run` starts it.
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { guard } from '#scripts/embedded/watchdog.ts';
import { lean } from '#scripts/memory.ts';
import { makeTestToken } from './test-token.ts';

export type Env = Record<string, string>;

/** A start of several on a machine with much else to do. */
const START_MS = 90_000;

export type Running = {
  pid: number;
  /** What it wrote so far. */
  output(): string;
  /** Resolves at its end with the exit code (null when a signal ended it). */
  exited: Promise<number | null>;
  /** Waits for its end after a signal; gives the exit code (null when a signal ended it). */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

export type Web = Running & {
  url: string;
  /** What a request bears that may everything; for a browser's extraHTTPHeaders too. */
  headers(): Promise<{ authorization: string }>;
  /** A request to a path of it, with those. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
};

/** A web process on a free port. Resolves when it is healthy. */
export async function startWeb(env: Env): Promise<Web> {
  const port = Number(env.PORT ?? (await freePort()));
  const url = `http://127.0.0.1:${port}`;
  const running = start('web', 'scripts/web.ts', { PORT: String(port), ...env });
  await until('the web is healthy', async () => (await fetch(`${url}/api/health`)).ok, running, START_MS);
  let token: Promise<{ authorization: string }> | undefined;
  const headers = () => (token ??= makeTestToken(env.DATABASE_URL ?? ''));
  return {
    ...running,
    url,
    headers,
    fetch: async (path, init) =>
      fetch(url + path, { ...init, headers: { ...(await headers()), ...init?.headers } }),
  };
}

/** A worker process. Resolves when it said that it started. */
export async function startWorker(env: Env): Promise<Running> {
  const running = start('worker', 'workers/main.ts', env);
  await until(
    'the worker has started',
    async () => running.output().includes('worker started'),
    running,
    START_MS,
  );
  return running;
}

function start(part: keyof typeof lean, file: string, env: Env): Running & { child: ChildProcess } {
  // Its own settings only: none of the developer's.
  const inherited = Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR'].map((name) => [name, process.env[name] ?? '']),
  );
  const child = spawn(process.execPath, [...lean[part].args, '--import', 'tsx', file], {
    env: { ...inherited, NODE_ENV: 'production', ...lean[part].env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test run that is killed leaves nothing behind.
  const dismiss = guard(child.pid ?? 0, 'SIGTERM');
  child.once('exit', dismiss);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-100_000);
    });
  }
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return {
    child,
    pid: child.pid ?? 0,
    output: () => output,
    exited,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
  };
}

/** Polls until it is true; fails with what it waited for, and what the process wrote. */
export async function until(
  what: string,
  isTrue: () => Promise<boolean>,
  running?: Pick<Running, 'output'>,
  deadlineMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  let last: unknown = 'it was false';
  while (Date.now() < deadline) {
    try {
      if (await isTrue()) return;
      last = 'it was false';
    } catch (error) {
      last = error;
    }
    await sleep(50);
  }
  throw new Error(
    `Waited ${deadlineMs / 1000} s in vain until ${what}: ${String(last)}\n${running?.output() ?? ''}`,
  );
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
