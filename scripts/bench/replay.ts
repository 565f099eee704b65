/** `npm run bench -- replay`: stored letters published back by the running worker, beside Shovel moving as many of the same. */
import type { Connection } from 'rabbitmq-client';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { startWorker, until } from '#tests/processes.ts';
import { deadlineMs, timeUntil, withBacklog, type Rate } from './baseline.ts';
import type { Pids } from './bench-services.ts';
import { DEAD_LETTER_QUEUE, readReady } from './fill.ts';
import { measureWorker, profileFileOf, type WorkerRate } from './measured-worker.ts';
import type { Options } from './options.ts';
import { showProfile } from './profile.ts';
import { medianOf, rounded, showRates, showUsage, showWal } from './report.ts';
import { benchShovel } from './shovel.ts';

/** Shovel is left out of a profile. */
type Round = { worker: WorkerRate; shovel?: Rate };

const TARGET = 'replayed';
/** As many as one request takes. */
const ASKED_AT_ONCE = 1000;
/** Of marks, groups and words (workers/worker.ts). */
const FOLLOWERS = 3;

export async function benchReplay({ letters, runs, only, profile }: Options, pids: Pids): Promise<object> {
  const rounds: Round[] = [];
  const isAlone = only !== null && !only.includes('shovel');
  for (let run = 0; run < runs; run++) {
    if (runs > 1) console.log(`\n── run ${run + 1} of ${runs}`);
    const round: Partial<Round> = {};
    // The order changes, so that neither always comes first.
    if (run % 2 === 1 && !isAlone) round.shovel = await benchShovel(letters, pids);
    round.worker = await replayAll(letters, pids, profile ? profileFileOf(run) : undefined);
    if (run % 2 === 0 && !isAlone) round.shovel = await benchShovel(letters, pids);
    rounds.push(round as Round);
    showRound(round as Round);
    if (profile) showProfile(profileFileOf(run), letters);
  }
  const median = (pick: (round: Round) => number): number => rounded(medianOf(rounds.map(pick)));
  const result = {
    replaysPerSecond: median(({ worker }) => worker.perSecond),
    ratios: { shovel: median(({ worker, shovel }) => worker.perSecond / (shovel?.perSecond ?? Number.NaN)) },
    workerPeakMiB: median(({ worker }) => worker.peakMiB),
  };
  if (runs > 1) console.log(`\n── medians of ${runs} runs\n`, JSON.stringify(result, null, 2));
  return result;
}

function replayAll(letters: number, pids: Pids, profileFile: string | undefined): Promise<WorkerRate> {
  return withBacklog(letters, async ({ url }, client) => {
    const database = await makeDatabase();
    try {
      await drainAll(letters, url, client, database);
      await client.queueDeclare({ queue: TARGET, durable: true, arguments: { 'x-queue-type': 'classic' } });
      // As in life: what is asked for was stored before the last checkpoint.
      await database.query('CHECKPOINT');
      await ask(database);
      // The clock stops when the store says so of all, not when the queue has them.
      return await measureWorker({ database, amqpUrl: url, pids, profileFile }, (check) =>
        timeUntil(
          letters,
          25,
          async () => {
            const arrived = await readReady(client, TARGET);
            return arrived < letters ? arrived : countConfirmed(database);
          },
          check,
        ),
      );
    } finally {
      await database.drop();
    }
  });
}

/** Until they are stored, and what follows the drain has looked at them, as it has in life when somebody tries them again. */
export async function drainAll(
  letters: number,
  url: string,
  client: Connection,
  database: TestDatabase,
): Promise<void> {
  const drainer = await startWorker({ DATABASE_URL: database.url, AMQP_URL: url });
  try {
    await until(
      'all letters are stored',
      async () =>
        (await readReady(client, DEAD_LETTER_QUEUE)) === 0 &&
        (await count(database)) === letters &&
        (await areFollowed(database)),
      drainer,
      deadlineMs(letters),
    );
  } finally {
    await drainer.stop();
  }
}

/** Request after request as requestReplays (lib/store/replays.ts) writes them: ids in order of time, letters in order of arrival. */
async function ask(database: TestDatabase): Promise<void> {
  const letters = await database.query<{ id: string }>('SELECT id FROM dead_letter ORDER BY id');
  for (let first = 0; first < letters.length; first += ASKED_AT_ONCE) {
    const ids = letters.slice(first, first + ASKED_AT_ONCE).map(({ id }) => id);
    await database.query(
      `WITH asked AS (
        UPDATE dead_letter SET status = 'replayed', last_outcome = NULL WHERE id = ANY($1::uuid[])
      )
      INSERT INTO replay (id, broker_id, dead_letter_id, actor, to_kind, to_exchange, to_routing_key)
      SELECT uuidv7(), 1, u.id, 'bench', 'exchange', '', '${TARGET}' FROM unnest($1::uuid[]) AS u(id)`,
      [ids],
    );
  }
}

async function count(database: TestDatabase): Promise<number> {
  const [row] = await database.query<{ count: number }>('SELECT count(*)::int AS count FROM dead_letter');
  return row?.count ?? 0;
}

async function areFollowed(database: TestDatabase): Promise<boolean> {
  const [row] = await database.query<{ many: number }>(`
    SELECT count(*)::int AS many FROM follower WHERE is_complete AND done_until > (SELECT max(arrived_at) FROM dead_letter)`);
  return row?.many === FOLLOWERS;
}

export async function countConfirmed(database: TestDatabase): Promise<number> {
  const [row] = await database.query<{ confirmed: number; others: number }>(`
    SELECT count(*) FILTER (WHERE stage = 'confirmed')::int AS confirmed,
      count(*) FILTER (WHERE stage NOT IN ('asked', 'claimed', 'publishing', 'confirmed'))::int AS others FROM replay`);
  if ((row?.others ?? 0) > 0) throw new Error(`${row?.others} replays were not confirmed`);
  return row?.confirmed ?? 0;
}

function showRound({ worker, shovel }: Round): void {
  showRates(
    [
      { title: 'LetterThief’s worker, claimed to settled', rate: worker },
      ...(shovel ? [{ title: 'Shovel to another queue (on-confirm, prefetch 1000)', rate: shovel }] : []),
    ],
    worker,
  );
  console.log(`\n  the worker's highest resident size: ${worker.peakMiB} MiB`);
  showUsage(worker.letters, worker.usage);
  showWal(worker.letters, worker.wal);
}
