// One stream of server-sent events for the whole page. Each event means "fetch again"; so does a new connection.

import { askWhoIsThere } from './api.ts';

export type LiveEvent =
  | { kind: 'letters'; queue: string | null; count: number }
  | { kind: 'replays'; deadLetterIds: string[] }
  | { kind: 'queues' }
  | { kind: 'groups' }
  /** A run was started, paused, cancelled, or came to an end. */
  | { kind: 'runs' }
  | { kind: 'reconnected' };

type Listener = (event: LiveEvent) => void;

const PATH = '/api/v1/events';
/** A browser holds six connections to a host over HTTP/1.1: tabs that nobody looks at give theirs back after a while. */
const HIDDEN_MS = 20_000;
const MAX_WAIT_MS = 30_000;

const listeners = new Set<Listener>();
let source: EventSource | null = null;
let waitMs = 1000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Hears every event until the returned function is called. */
export function listenLive(listener: Listener): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    document.addEventListener('visibilitychange', followVisibility);
    connect();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    document.removeEventListener('visibilitychange', followVisibility);
    disconnect();
  };
}

function connect() {
  clearTimeout(timer);
  if (source !== null) return;
  source = new EventSource(PATH);
  source.addEventListener('open', () => {
    waitMs = 1000;
    // The first time too: what came between the page's rendering and now was told to nobody.
    tell({ kind: 'reconnected' });
  });
  // A stream that was refused or broken is closed for good by the browser; one that only ended it opens again itself.
  source.addEventListener('error', () => {
    if (source?.readyState !== EventSource.CLOSED) return;
    disconnect();
    // Refused: perhaps nobody is signed in here any more. The browser does not tell why.
    void askWhoIsThere();
    timer = setTimeout(connect, waitMs * (0.5 + Math.random()));
    waitMs = Math.min(waitMs * 2, MAX_WAIT_MS);
  });
  for (const kind of ['letters', 'replays', 'queues', 'groups', 'runs'] as const) {
    source.addEventListener(kind, (message) => tell(readEvent(kind, String(message.data))));
  }
}

function disconnect() {
  clearTimeout(timer);
  source?.close();
  source = null;
}

function followVisibility() {
  clearTimeout(timer);
  if (document.visibilityState === 'visible') connect();
  else timer = setTimeout(disconnect, HIDDEN_MS);
}

function tell(event: LiveEvent) {
  for (const listener of listeners) listener(event);
}

function readEvent(kind: Exclude<LiveEvent['kind'], 'reconnected'>, data: string): LiveEvent {
  const told = parse(data);
  if (kind === 'queues' || kind === 'groups' || kind === 'runs') return { kind };
  if (kind === 'replays') {
    const ids = Array.isArray(told.deadLetterIds) ? told.deadLetterIds : [];
    return { kind, deadLetterIds: ids.filter((id): id is string => typeof id === 'string') };
  }
  const queue = typeof told.queue === 'string' ? told.queue : null;
  return { kind, queue, count: Number(told.count ?? 0) };
}

function parse(data: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(data)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
