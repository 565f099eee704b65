// Hears each commit of a batch the moment it is done, as the store rings it: its ack is then just on its way.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { until } from '#tests/processes.ts';

export type Commits = {
  /** Letters in the commits heard so far. Postgres may have been killed in between: never too many. */
  stored(): number;
  /** Waits until so many are stored. */
  reach(letters: number): Promise<void>;
  /** Calls `strike` at once in the next commit of a connection that `isIts`, given by its backend's pid. */
  atNext(isIts: (backend: number) => boolean, strike: () => void): Promise<void>;
  end(): Promise<void>;
};

const HEAR_WITHIN_MS = 60_000;

export async function hearCommits(url: string): Promise<Commits> {
  let stored = 0;
  let isEnded = false;
  let client: Client | null = null;
  const ears = new Set<(backend: number) => void>();

  async function connect(): Promise<void> {
    const fresh = new Client({ connectionString: url });
    fresh.on('error', () => undefined);
    fresh.on('end', () => void reconnect(fresh));
    fresh.on('notification', ({ processId, payload }) => {
      const bell = JSON.parse(payload ?? '{}') as { kind?: string; count?: number };
      if (bell.kind !== 'letters') return;
      stored += bell.count ?? 0;
      for (const ear of ears) ear(processId);
    });
    await fresh.connect();
    await fresh.query('LISTEN letterthief');
    client = fresh;
  }

  async function reconnect(lost: Client | null): Promise<void> {
    if (isEnded || lost !== client) return;
    client = null;
    await connect().catch(() => sleep(100).then(() => reconnect(null)));
  }

  await connect();
  return {
    stored: () => stored,
    reach: (letters) =>
      until(`${letters} letters are stored`, async () => stored >= letters, undefined, 300_000),
    async atNext(isIts, strike) {
      let ear: (backend: number) => void = () => undefined;
      const heard = new Promise<void>((resolve) => {
        ear = (backend) => {
          if (!isIts(backend)) return;
          ears.delete(ear);
          strike();
          resolve();
        };
        ears.add(ear);
      });
      const late = sleep(HEAR_WITHIN_MS, 'late' as const, { ref: false });
      if ((await Promise.race([heard, late])) !== 'late') return;
      ears.delete(ear);
      throw new Error(`no commit was heard in ${HEAR_WITHIN_MS / 1000} s: there was nothing left to drain`);
    },
    async end() {
      isEnded = true;
      await client?.end();
    },
  };
}
