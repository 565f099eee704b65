/** The worker's own bench: the real process drains a backlog into the real schema; what it took, and what it left on disk. */
import type { Connection } from 'rabbitmq-client';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { timeUntil, withBacklog } from './baseline.ts';
import type { Pids } from './bench-services.ts';
import { measureDisk, type Disk } from './disk.ts';
import { DEAD_LETTER_QUEUE, readReady } from './fill.ts';
import { measureWorker, type WorkerRate } from './measured-worker.ts';

export type WorkerRun = WorkerRate & { disk: Disk };

export function benchWorker(letters: number, pids: Pids, profileFile?: string): Promise<WorkerRun> {
  return withBacklog(letters, async ({ url }, client) => {
    const database = await makeDatabase();
    try {
      await database.query('CHECKPOINT');
      const run = await measureWorker({ database, amqpUrl: url, pids, profileFile }, (check) =>
        timeUntil(letters, 25, makePeek(database, client, letters), check),
      );
      const left = await readReady(client, DEAD_LETTER_QUEUE);
      if (left > 0) throw new Error(`${left} letters were stored and not acked`);
      return { ...run, disk: await measureDisk(database) };
    } finally {
      await database.drop();
    }
  });
}

/** Rows are counted at the very start and once the queue is empty only: between, the broker is asked, which costs the store nothing. */
function makePeek(database: TestDatabase, client: Connection, letters: number): () => Promise<number> {
  let hasBegun = false;
  return async () => {
    if (hasBegun && (await readReady(client, DEAD_LETTER_QUEUE)) > 0) return 1;
    const [row] = await database.query<{ count: number }>('SELECT count(*)::int AS count FROM dead_letter');
    const count = row?.count ?? 0;
    hasBegun = count > 0;
    if (count > letters) throw new Error(`${count} letters are stored of ${letters}`);
    return count;
  };
}
