/** Keeps web and worker running: restarts what dies with growing delay, gives up on a crash loop, stops both in order. */
import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { guard } from '#scripts/embedded/watchdog.ts';

export type ChildSpec = Readonly<{
  name: string;
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  cwd?: string;
}>;

export type SuperviseOptions = Readonly<{
  say?: (line: string) => void;
  /** How long a child may take to stop before it is killed. */
  stopMs?: number;
  now?: () => number;
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}>;

export type Supervised = Readonly<{
  /** The exit code for us, once every child has ended: 0 after stop(), 78 for a faulty configuration, 1 for a crash loop. */
  done: Promise<number>;
  /** Asks every child to stop and waits for all of them. */
  stop(): Promise<void>;
  /** Ends every child at once. */
  kill(): void;
}>;

/** EX_CONFIG: starting it again would change nothing. */
export const faultyConfigurationCode = 78;
const firstDelayMs = 500;
const longestDelayMs = 30_000;
const provenAliveMs = 60_000;
const crashLoop = { deaths: 5, withinMs: 60_000, livedLessThanMs: 10_000 };

/** Starts the children and keeps them until stop() or until it must give up. */
export function supervise(specs: readonly ChildSpec[], options: SuperviseOptions = {}): Supervised {
  const say = options.say ?? console.error;
  const now = options.now ?? (() => performance.now());
  const sleep = options.sleep ?? ((ms, signal) => sleepFor(ms, undefined, { signal }));
  const stopping = new AbortController();
  const running = new Map<string, ChildProcess>();
  let exitCode = 0;

  const done = Promise.all(specs.map(keep)).then(() => exitCode);
  return { done, stop, kill };

  async function keep(spec: ChildSpec): Promise<void> {
    let delayMs = firstDelayMs;
    let quickDeaths: number[] = [];
    while (!stopping.signal.aborted) {
      const startedAt = now();
      const end = await runOnce(spec, running);
      if (stopping.signal.aborted) return;
      const endedAt = now();
      const livedMs = endedAt - startedAt;
      if (livedMs >= provenAliveMs) delayMs = firstDelayMs;
      if (livedMs < crashLoop.livedLessThanMs) quickDeaths.push(endedAt);
      quickDeaths = quickDeaths.filter((at) => endedAt - at <= crashLoop.withinMs);
      if (end.code === faultyConfigurationCode)
        return giveUp(faultyConfigurationCode, `${spec.name} says that its settings are faulty (above).`);
      if (quickDeaths.length >= crashLoop.deaths)
        return giveUp(1, `${spec.name} ${end.text}, the ${quickDeaths.length}th time within a minute.`);
      say(`${spec.name} ${end.text}. It is started again in ${delayMs / 1000} s.`);
      await sleep(delayMs, stopping.signal).catch(ignoreAbort);
      delayMs = Math.min(delayMs * 2, longestDelayMs);
    }
  }

  function giveUp(code: number, reason: string): void {
    exitCode = code;
    say(`GIVING UP: ${reason} Everything is stopped.`);
    void stop();
  }

  async function stop(): Promise<void> {
    if (!stopping.signal.aborted) {
      stopping.abort();
      for (const child of running.values()) child.kill('SIGTERM');
      const killer = setTimeout(kill, options.stopMs ?? 30_000);
      void done.then(() => clearTimeout(killer));
    }
    await done;
  }

  function kill(): void {
    stopping.abort();
    for (const [name, child] of running) {
      say(`${name} is killed.`);
      child.kill('SIGKILL');
    }
  }
}

/** In a session of its own: a Ctrl-C then reaches us alone, and we decide what stops first. */
function runOnce(
  spec: ChildSpec,
  running: Map<string, ChildProcess>,
): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(spec.command, spec.args, {
      env: spec.env as NodeJS.ProcessEnv,
      ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const dismiss = child.pid === undefined ? () => undefined : guard(child.pid, 'SIGTERM');
    running.set(spec.name, child);
    const settle = (code: number | null, text: string) => {
      dismiss();
      running.delete(spec.name);
      resolve({ code, text });
    };
    child.once('error', (error) => settle(null, `could not be started (${error.message})`));
    child.once('exit', (code, signal) =>
      settle(code, signal ? `was ended by ${signal}` : `ended with code ${code}`),
    );
  });
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}
