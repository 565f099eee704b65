// A loop that ticks: the tick returns its own next delay, a bell cuts the delay short, trouble is logged once.
import type { Log } from '#lib/log.ts';
import { backoffMs } from './backoff.ts';

export type Loop = {
  /** Ticks again at once (or right after the tick under way). */
  wake(): void;
  /** No further tick; resolves when the one under way is over. */
  stop(): Promise<void>;
};

export type Tick = (signal: AbortSignal) => Promise<number>;

export function startLoop(name: string, tick: Tick, log: Log): Loop {
  const stopping = new AbortController();
  let isWoken = false;
  let ring: (() => void) | undefined;

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        ring = undefined;
        resolve();
      }
      ring = done;
    });
  }

  async function run(): Promise<void> {
    let failures = 0;
    let downSince = 0;
    while (!stopping.signal.aborted) {
      isWoken = false;
      let delayMs: number;
      try {
        delayMs = await tick(stopping.signal);
        if (failures > 0) log.info({ loop: name, downMs: Date.now() - downSince }, 'recovered');
        failures = 0;
      } catch (error) {
        if (failures === 0) {
          downSince = Date.now();
          log.error({ loop: name, err: error }, 'trouble; repeats are not logged until it is over');
        }
        delayMs = backoffMs(failures++);
      }
      if (delayMs > 0 && !isWoken && !stopping.signal.aborted) await sleep(delayMs);
    }
  }

  const running = run();
  return {
    wake() {
      isWoken = true;
      ring?.();
    },
    async stop() {
      stopping.abort();
      ring?.();
      await running;
    },
  };
}
