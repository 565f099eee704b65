/** Where the web listens: a free port before it starts, and its first healthy answer after. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, type Config } from '#lib/config.ts';
import { isPortFree, pickPort } from '#scripts/embedded/ports.ts';

export type WebAddress = Readonly<{ host: string; port: number; publicUrl: string }>;

/** The configured address, or a free port where PORT is 0. Throws ConfigError when PORT is in use. */
export async function chooseWebAddress({ host, port, publicUrl }: Config): Promise<WebAddress> {
  if (port === 0) {
    const free = await pickPort(new Set());
    return { host, port: free, publicUrl: publicUrl.replace(/:0$/, `:${free}`) };
  }
  if (await isPortFree(host, port)) return { host, port, publicUrl };
  throw new ConfigError([
    `PORT ${port} is in use on ${host}. Stop what listens there, or set PORT to another one`,
  ]);
}

/** Waits for the first healthy answer; false when `appDone` comes first or `deadlineMs` is over. */
export async function isHealthyWithin(
  { host, port }: WebAddress,
  appDone: Promise<unknown>,
  deadlineMs: number,
): Promise<boolean> {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const url = `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}/api/health`;
  const ended = new AbortController();
  void appDone.finally(() => ended.abort());
  for (
    const deadline = Date.now() + deadlineMs;
    !ended.signal.aborted && Date.now() < deadline;
    await sleep(100)
  ) {
    const isHealthy = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (isHealthy) return true;
  }
  return false;
}
