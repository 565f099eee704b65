/** `npm run bench -- replay`: stored letters published back by the running worker, beside Shovel moving as many of the same. */
import type { Connection } from 'rabbitmq-client';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { startWorker, until } from '#tests/processes.ts';
import { deadlineMs, timeUntil, withBacklog, type Rate } from './baseline.ts';
import type { Pids } from './bench-services.ts';
import { DEAD_LETTER_QUEUE, readReady } from './fill.ts';
import type { Options } from './options.ts';
import { medianOf, rounded, showRate, showTable, showUsage } from './report.ts';
import { benchShovel } from './shovel.ts';
import { readPeakMiB, startUsage, type Usage } from './usage.ts';

type ReplayRun = Rate & { peakMiB: number; usage: Usage };
type Round = { worker: ReplayRun; shovel: Rate };

const TARGET = 'replayed';

export async function benchReplay({ letters, runs }: Options, pids: Pids): Promise<object> {
  const rounds: Round[] = [];
  for (let run = 0; run < runs; run++) {
    if (runs > 1) console.log(`\n── run ${run + 1} of ${runs}`);
    // The order changes, so that neither always comes first.
    const round: Partial<Round> = run % 2 === 1 ? { shovel: await benchShovel(letters) } : {};
    round.worker = await replayAll(letters, pids);
    round.shovel ??= await benchShovel(letters);
    rounds.push(round as Round);
    showRound(round as Round);
  }
  const median = (pick: (round: Round) => number): number => rounded(medianOf(rounds.map(pick)));
  const result = {
    replaysPerSecond: median(({ worker }) => worker.perSecond),
    ratios: { shovel: median(({ worker, shovel }) => worker.perSecond / shovel.perSecond) },
    workerPeakMiB: median(({ worker }) => worker.peakMiB),
  };
  if (runs > 1) console.log(`\n── medians of ${runs} runs\n`, JSON.stringify(result, null, 2));
  return result;
}

function replayAll(letters: number, pids: Pids): Promise<ReplayRun> {
  return withBacklog(letters, async ({ url }, client) => {
    const database = await makeDatabase();
    try {
      const env = { DATABASE_URL: database.url, AMQP_URL: url };
      const drainer = await startWorker(env);
      await until(
        'all letters are stored',
        async () => (await readReady(client, DEAD_LETTER_QUEUE)) === 0 && (await count(database)) === letters,
        drainer,
        deadlineMs(letters),
      );
      await drainer.stop();
      await client.queueDeclare({ queue: TARGET, durable: true });
      await ask(database);
      await database.query('CHECKPOINT');
      return await timeReplays(letters, pids, env, client, database);
    } finally {
      await database.drop();
    }
  });
}

async function timeReplays(
  letters: number,
  pids: Pids,
  env: Record<string, string>,
  client: Connection,
  database: TestDatabase,
): Promise<ReplayRun> {
  const worker = await startWorker(env);
  try {
    const stopUsage = startUsage({ worker: worker.pid, ...pids });
    // The clock stops when the store says so of all, not when the queue has them.
    const rate = await timeUntil(letters, 25, async () => {
      const arrived = await readReady(client, TARGET);
      return arrived < letters ? arrived : countConfirmed(database);
    });
    return { ...rate, usage: stopUsage(), peakMiB: readPeakMiB(worker.pid) };
  } finally {
    await worker.stop();
  }
}

/** As requestReplays (lib/store/replays.ts) writes it, for more letters than one call takes. */
async function ask(database: TestDatabase): Promise<void> {
  await database.query(`
    WITH asked AS (UPDATE dead_letter SET status = 'replaying', last_outcome = NULL RETURNING id)
    INSERT INTO replay (id, broker_id, dead_letter_id, actor, to_kind, to_exchange, to_routing_key)
    SELECT gen_random_uuid(), 1, id, 'bench', 'exchange', '', '${TARGET}' FROM asked`);
}

async function count(database: TestDatabase): Promise<number> {
  const [row] = await database.query<{ count: number }>('SELECT count(*)::int AS count FROM dead_letter');
  return row?.count ?? 0;
}

async function countConfirmed(database: TestDatabase): Promise<number> {
  const [row] = await database.query<{ confirmed: number; others: number }>(`
    SELECT count(*) FILTER (WHERE stage = 'confirmed')::int AS confirmed,
      count(*) FILTER (WHERE stage NOT IN ('asked', 'claimed', 'publishing', 'confirmed'))::int AS others FROM replay`);
  if ((row?.others ?? 0) > 0) throw new Error(`${row?.others} replays were not confirmed`);
  return row?.confirmed ?? 0;
}

function showRound({ worker, shovel }: Round): void {
  console.log('');
  showTable([
    ['', 'letters/s', 'the worker is'],
    ['LetterThief’s worker, claimed to settled', showRate(worker.perSecond), ''],
    [
      'Shovel to another queue (on-confirm, prefetch 1000)',
      showRate(shovel.perSecond),
      `${(worker.perSecond / shovel.perSecond).toFixed(2)} ×`,
    ],
  ]);
  console.log(`\n  the worker's highest resident size: ${worker.peakMiB} MiB`);
  showUsage(worker.letters, worker.usage);
}
