// LISTEN/NOTIFY: the bell between worker and web. One connection a process; it heals by itself.
import { Client } from 'pg';
import { databaseUrl } from './client.ts';

export type Bell =
  | { kind: 'letters'; queue: string; count: number }
  | { kind: 'replays'; deadLetterIds: string[] }
  | { kind: 'asked' }
  | { kind: 'queues' }
  /** Posts are to be made, or to be shown anew. */
  | { kind: 'alerts' }
  /** Letters were grouped. */
  | { kind: 'groups' }
  /** A run was started, paused, cancelled, or came to an end. */
  | { kind: 'runs'; runId: string; isByPerson: boolean }
  /** A queue was paused or resumed. */
  | { kind: 'pauses' }
  /** This person or token may more or less than before, or is out. */
  | { kind: 'doors'; visitorId: string }
  /** A worker waits for the others' sessions to show life. */
  | { kind: 'life' }
  /** The connection was lost and is back: anything may have been missed. */
  | { kind: 'missed' };

export type Listener = (bell: Bell) => void;

const RECONNECT_MS = 1000;
/** A half-open link shows itself by this query failing. */
const PROBE_MS = 15_000;

/** Rings for each bell until stopped. A bell can be missed: a slow poll must stand behind it. */
export function listen(onBell: Listener, onTrouble: (error: unknown) => void): { stop(): Promise<void> } {
  let client: Client | null = null;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function connect(isAgain: boolean): Promise<void> {
    const fresh = new Client({ connectionString: databaseUrl(), keepAlive: true, query_timeout: 10_000 });
    client = fresh;
    fresh.on('error', (error) => lose(fresh, error));
    fresh.on('end', () => lose(fresh, null));
    fresh.on('notification', ({ payload }) => {
      const bell = readBell(payload ?? '');
      if (bell) onBell(bell);
    });
    try {
      await fresh.connect();
      await fresh.query('LISTEN letterthief');
      if (isAgain) onBell({ kind: 'missed' });
      probe(fresh);
    } catch (error) {
      lose(fresh, error);
    }
  }

  function probe(fresh: Client): void {
    timer = setTimeout(() => {
      fresh.query('SELECT 1').then(
        () => probe(fresh),
        (error: unknown) => lose(fresh, error),
      );
    }, PROBE_MS);
  }

  function lose(lost: Client, error: unknown): void {
    if (lost !== client || isStopped) return;
    client = null;
    clearTimeout(timer);
    if (error) onTrouble(error);
    lost.end().catch(onTrouble);
    timer = setTimeout(() => void connect(true), RECONNECT_MS);
  }

  void connect(false);
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await client?.end();
    },
  };
}

function readBell(payload: string): Bell | null {
  try {
    return JSON.parse(payload) as Bell;
  } catch {
    return null;
  }
}
