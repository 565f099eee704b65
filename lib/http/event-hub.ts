// What happened to letters, read once for all streams of this web process: at a bell, and every few seconds in case one was missed.
import { readConfig } from '#lib/config.ts';
import { makeLog } from '#lib/log.ts';
import { readEvents, readMoment, type EventPage, type StoredEvent } from '#lib/store/events.ts';
import { listen } from '#lib/store/listen.ts';

/** `until`: the moment up to which everything was told. */
export type Batch =
  | { events: readonly StoredEvent[]; until: string }
  | 'queues'
  | 'groups'
  | 'runs'
  /** This person or token may more or less than before, or is out; null: anybody. */
  | { doorsOf: string | null };
type Listener = (batch: Batch) => void;

export type Hub = {
  /** Hears everything after the moment that it gives, until `stop`. */
  hear(listener: Listener): Promise<{ from: string; stop: () => void }>;
};

// On globalThis: Next may load this module once for each route bundle.
const held = globalThis as { letterthiefHub?: Hub };

const POLL_MS = 5000;
/** Bells in a flood come faster than anybody reads. */
const GAP_MS = 100;
const system = { kind: 'system' } as const;

export function eventHub(): Hub {
  return (held.letterthiefHub ??= openHub());
}

function openHub(): Hub {
  const listeners = new Set<Listener>();
  const log = makeLog('web', readConfig().logLevel);
  /** Everything up to here was told; null while nobody listens. */
  let moment: string | null = null;
  let isAsked = false;
  let isTold = false;
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other: who begins to listen does so between two readings, and misses no part of one. */
  function inTurn<Result>(job: () => Promise<Result>): Promise<Result> {
    const next = last.then(job);
    last = next.catch(() => undefined);
    return next;
  }

  function tell(batch: Batch): void {
    for (const listener of listeners) listener(batch);
  }

  async function read(): Promise<void> {
    isAsked = false;
    if (listeners.size === 0) moment = null;
    if (moment === null) return;
    let page: EventPage | null = null;
    do {
      const after: StoredEvent | null = page?.events.at(-1) ?? null;
      page = await readEvents(system, { since: moment, until: page?.until ?? null, after });
      tell({ events: page.events, until: page.hasMore ? moment : page.until });
    } while (page.hasMore);
    moment = page.until;
    isTold = false;
    await new Promise((resolve) => setTimeout(resolve, GAP_MS));
  }

  function ask(): void {
    if (isAsked) return;
    isAsked = true;
    inTurn(read).catch((error: unknown) => {
      if (!isTold) log.warn({ err: error }, 'events cannot be read; it is tried again');
      isTold = true;
    });
  }

  listen(
    (bell) => {
      const { kind } = bell;
      if (kind === 'doors') tell({ doorsOf: bell.visitorId });
      else if (kind === 'pauses') tell('queues');
      else if (kind === 'queues' || kind === 'groups' || kind === 'runs') tell(kind);
      else if (kind !== 'asked' && kind !== 'life') ask();
      if (kind === 'missed') tell({ doorsOf: null });
    },
    (error) => log.warn({ err: error }, 'LISTEN was lost; it is opened again'),
  );
  setInterval(ask, POLL_MS).unref();

  return {
    hear: (listener) =>
      inTurn(async () => {
        const from = (moment ??= await readMoment(system));
        listeners.add(listener);
        return { from, stop: () => listeners.delete(listener) };
      }),
  };
}
