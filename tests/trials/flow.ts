// Letters that flow while a trial strikes: at an even pace, each confirmed, over whichever node is there.
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from 'rabbitmq-client';
import { makeBacklog, type Backlog } from './backlog.ts';
import type { TrialDatabase } from './database.ts';

export type LetterFlow = {
  /** What is surely published, so far. */
  backlog: Backlog;
  /** How many letters the broker has confirmed. */
  confirmed(): number;
  /** How many went out and were not confirmed: each may be there or not. A letter of another body went in its place. */
  unsure(): number;
  /** Resolves when all are published, and enough() was called: until then further letters flow. */
  run(): Promise<void>;
  enough(): void;
  /** Ends it before its time. */
  stop(): void;
  /** Once the queue is empty: of the unsure letters those that are stored were published. */
  settle(database: TrialDatabase): Promise<void>;
};

const IN_FLIGHT = 500;
const ATTEMPTS = 20;

export function makeFlow(
  urls: readonly string[],
  queue: string,
  { letters, perSecond }: { letters: number; perSecond: number },
): LetterFlow {
  const planned = makeBacklog(letters).bodies;
  const bodies: string[] = [];
  const published = new Map<string, number>();
  const unsure: string[] = [];
  const over = new AbortController();
  const isEnough = new AbortController();

  function count(body: string): void {
    bodies.push(body);
    published.set(body, (published.get(body) ?? 0) + 1);
  }

  async function run(): Promise<void> {
    const client = new Connection({ url: urls[0]!, hosts: urls.map((url) => new URL(url).host) });
    // Its node is killed: that is what we are here for. It goes to the next one.
    client.on('error', () => undefined);
    const publisher = client.createPublisher({ confirm: true });
    const startedAt = Date.now();
    let next = 0;
    async function send(plannedBody: string): Promise<void> {
      for (let attempt = 0; attempt < ATTEMPTS && !over.signal.aborted; attempt++) {
        const body = attempt === 0 ? plannedBody : `${plannedBody}, attempt ${attempt}`;
        try {
          await publisher.send({ routingKey: queue, durable: true, timestamp: 1_700_000_000 }, body);
          return count(body);
        } catch {
          unsure.push(body);
          await sleep(200);
        }
      }
      throw new Error(`"${plannedBody}" could not be published`);
    }
    async function lane(): Promise<void> {
      while ((next < planned.length || !isEnough.signal.aborted) && !over.signal.aborted) {
        const at = next++;
        const waitMs = startedAt + (at / perSecond) * 1000 - Date.now();
        if (waitMs > 0) await sleep(waitMs);
        await send(planned[at] ?? `further ${at}`);
      }
    }
    try {
      await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
    } finally {
      await publisher.close();
      await client.close();
    }
  }

  return {
    backlog: { bodies, published },
    confirmed: () => bodies.length,
    unsure: () => unsure.length,
    run,
    enough: () => isEnough.abort(),
    stop: () => over.abort(),
    async settle(database) {
      const rows = await database.query<{ body: string; rows: number }>(
        `SELECT convert_from(body, 'UTF8') AS body, count(*)::int AS rows FROM dead_letter
          WHERE body = ANY($1::bytea[]) GROUP BY dead_letter.body`,
        [[...new Set(unsure)].map((body) => Buffer.from(body))],
      );
      for (const { body, rows: stored } of rows) {
        const attempts = unsure.filter((one) => one === body).length;
        const surely = published.get(body) ?? 0;
        published.set(body, Math.min(surely + attempts, Math.max(surely, stored)));
      }
    },
  };
}
