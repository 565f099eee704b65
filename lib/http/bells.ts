// One LISTEN connection for the whole web process, however many browsers hold an event stream.
import { readConfig } from '#lib/config.ts';
import { makeLog } from '#lib/log.ts';
import { listen, type Bell } from '#lib/store/listen.ts';

type Hub = { listeners: Set<(bell: Bell) => void> };

// On globalThis: Next may load this module once for each route bundle.
const held = globalThis as { letterthiefBells?: Hub };

/** How many streams a process holds at once. */
export const MAX_STREAMS = 1000;

export function countStreams(): number {
  return held.letterthiefBells?.listeners.size ?? 0;
}

/** Hears every bell until the returned function is called. */
export function hearBells(listener: (bell: Bell) => void): () => void {
  held.letterthiefBells ??= openHub();
  const { listeners } = held.letterthiefBells;
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function openHub(): Hub {
  const listeners = new Set<(bell: Bell) => void>();
  const log = makeLog('web', readConfig().logLevel);
  listen(
    (bell) => {
      for (const listener of listeners) listener(bell);
    },
    (error) => log.warn({ err: error }, 'LISTEN was lost; it is opened again'),
  );
  return { listeners };
}
