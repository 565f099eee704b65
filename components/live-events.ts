// One stream of server-sent events for the whole page, narrowed to the inbox's filter where one stands. Each event means "fetch
// again"; so does a new connection, which goes on where the last one ended.

import { askWhoIsThere } from './api.ts';

export type LiveEvent =
  | { kind: 'letters'; queue: string | null; deadLetterIds: string[] }
  /** Letters that the filter leaves out: only counts of all letters change. */
  | { kind: 'others' }
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

const kinds = ['letters', 'others', 'replays', 'queues', 'groups', 'runs'] as const;
const listeners = new Set<Listener>();
let source: EventSource | null = null;
let filter = '';
/** Of the stream that stands. */
let heardFilter = '';
let lastId = '';
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

/** From now on new letters are told of only where they match (a query string), until the returned function is called. */
export function narrowLive(wanted: string): () => void {
  narrow(wanted);
  return () => {
    if (filter === wanted) narrow('');
  };
}

/** Once the page has settled: the inbox gives way to another one in the same moment. */
function narrow(wanted: string) {
  filter = wanted;
  queueMicrotask(() => {
    if (source === null || filter === heardFilter) return;
    disconnect();
    // What came between the two streams the next one tells.
    connect(lastId === '');
  });
}

function pathOf(id: string): string {
  const params = new URLSearchParams(filter);
  if (id !== '') params.set('lastEventId', id);
  return params.size === 0 ? PATH : `${PATH}?${params}`;
}

function connect(isNews = true) {
  clearTimeout(timer);
  if (source !== null) return;
  heardFilter = filter;
  source = new EventSource(pathOf(lastId));
  source.addEventListener('open', () => {
    waitMs = 1000;
    // The first time too: what came between the page's rendering and now was told to nobody.
    if (isNews) tell({ kind: 'reconnected' });
    isNews = true;
  });
  // A stream that was refused or broken is closed for good by the browser; one that only ended it opens again itself.
  source.addEventListener('error', () => {
    if (source?.readyState !== EventSource.CLOSED) return;
    disconnect();
    // Refused: perhaps nobody is signed in here any more. The browser does not tell why.
    void askWhoIsThere();
    timer = setTimeout(() => connect(), waitMs * (0.5 + Math.random()));
    waitMs = Math.min(waitMs * 2, MAX_WAIT_MS);
  });
  source.addEventListener('moment', (message) => (lastId = message.lastEventId));
  source.addEventListener('missed', () => {
    lastId = '';
    tell({ kind: 'reconnected' });
  });
  for (const kind of kinds) {
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

function readEvent(kind: (typeof kinds)[number], data: string): LiveEvent {
  if (kind !== 'letters' && kind !== 'replays') return { kind };
  const told = parse(data);
  const ids = Array.isArray(told.deadLetterIds) ? told.deadLetterIds : [];
  const deadLetterIds = ids.filter((id): id is string => typeof id === 'string');
  if (kind === 'replays') return { kind, deadLetterIds };
  return { kind, queue: typeof told.queue === 'string' ? told.queue : null, deadLetterIds };
}

function parse(data: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(data)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
