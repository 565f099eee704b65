/** `npm run bench -- run`: a replay run of stored letters at unlimited rate, beside Shovel; and how soon another one is cancelled. */
import type { Connection } from 'rabbitmq-client';
import { runRequest } from '#lib/domain/run-request.ts';
import { closeStore } from '#lib/store/client.ts';
import { cancelRun, startRun } from '#lib/store/run-moves.ts';
import { planRun } from '#lib/store/run-plan.ts';
import { readRun } from '#lib/store/runs.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { person } from '#tests/letters.ts';
import { deadlineMs, timeUntil, withBacklog, type Rate } from './baseline.ts';
import type { Pids } from './bench-services.ts';
import { readReady } from './fill.ts';
import { measureWorker, profileFileOf, type WorkerRate } from './measured-worker.ts';
import type { Options } from './options.ts';
import { showProfile } from './profile.ts';
import { countConfirmed, drainAll } from './replay.ts';
import { medianOf, rounded, showRates, showUsage, showWal } from './report.ts';
import { benchShovel } from './shovel.ts';

type Round = { worker: WorkerRate; planMs: number; cancelMs: number; shovel?: Rate };

const TARGET = 'replayed';

export async function benchRun({ letters, runs, only, profile }: Options, pids: Pids): Promise<object> {
  const rounds: Round[] = [];
  for (let run = 0; run < runs; run++) {
    if (runs > 1) console.log(`\n── run ${run + 1} of ${runs}`);
    const profileFile = profile ? profileFileOf(run) : undefined;
    const round: Round = await runAll(letters, pids, profileFile);
    if (only === null || only.includes('shovel')) round.shovel = await benchShovel(letters, pids);
    rounds.push(round);
    showRound(round);
    if (profileFile !== undefined) showProfile(profileFile, letters);
  }
  const median = (pick: (round: Round) => number): number => rounded(medianOf(rounds.map(pick)));
  const result = {
    replaysPerSecond: median(({ worker }) => worker.perSecond),
    ratios: { shovel: median(({ worker, shovel }) => worker.perSecond / (shovel?.perSecond ?? Number.NaN)) },
    cancelMs: median(({ cancelMs }) => cancelMs),
  };
  if (runs > 1) console.log(`\n── medians of ${runs} runs\n`, JSON.stringify(result, null, 2));
  return result;
}

function runAll(letters: number, pids: Pids, profileFile: string | undefined): Promise<Round> {
  return withBacklog(letters, async ({ url }, client) => {
    const database = await makeDatabase();
    try {
      await drainAll(letters, url, client, database);
      await client.queueDeclare({ queue: TARGET, durable: true, arguments: { 'x-queue-type': 'classic' } });
      await database.query('CHECKPOINT');
      const before = performance.now();
      const first = await planAll();
      const planMs = performance.now() - before;
      let cancelMs = Number.NaN;
      const worker = await measureWorker({ database, amqpUrl: url, pids, profileFile }, async (check) => {
        await startRun(person, first);
        const rate = await timeUntil(letters, 25, () => countArrived(letters, client, database), check);
        cancelMs = await timeCancel(client, letters);
        return rate;
      });
      return { worker, planMs, cancelMs };
    } finally {
      await closeStore();
      await database.drop();
    }
  });
}

async function planAll(): Promise<string> {
  const asked = runRequest.parse({
    filter: {},
    to: { kind: 'exchange', exchange: '', routingKey: TARGET },
    includeReplayed: true,
    rate: 'unlimited',
  });
  return (await planRun(person, asked, { needsReason: false })).id;
}

async function countArrived(letters: number, client: Connection, database: TestDatabase): Promise<number> {
  const arrived = await readReady(client, TARGET);
  return arrived < letters ? arrived : countConfirmed(database);
}

/** All once more, and in the middle it is called off: how long until the last one has arrived. */
async function timeCancel(client: Connection, letters: number): Promise<number> {
  const id = await planAll();
  await startRun(person, id);
  const deadline = Date.now() + deadlineMs(letters);
  while ((await readReady(client, TARGET)) < letters * 1.1 && Date.now() < deadline) await wait(10);
  const askedAt = performance.now();
  await cancelRun(person, id);
  let lastAt = performance.now();
  let seen = 0;
  for (;;) {
    const arrived = await readReady(client, TARGET);
    if (arrived > seen) lastAt = performance.now();
    seen = arrived;
    if ((await readRun(person, id)).letters.underWay === 0 && performance.now() - lastAt > 500) break;
    if (Date.now() > deadline) throw new Error('a cancelled run does not end');
    await wait(10);
  }
  return lastAt - askedAt;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function showRound({ worker, shovel, planMs, cancelMs }: Round): void {
  showRates(
    [
      { title: 'LetterThief’s run, fed to settled', rate: worker },
      ...(shovel ? [{ title: 'Shovel to another queue (on-confirm, prefetch 1000)', rate: shovel }] : []),
    ],
    worker,
  );
  console.log(
    `\n  planned in ${Math.round(planMs)} ms · cancelled, the last one arrived after ${Math.round(cancelMs)} ms`,
  );
  showUsage(worker.letters, worker.usage);
  showWal(worker.letters, worker.wal);
}
