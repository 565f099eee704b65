// Workers die by SIGKILL while replays are between bytes and confirm; then all that became unknown is tried again.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Say } from '#scripts/progress.ts';
import { until } from '#tests/processes.ts';
import type { TrialDatabase } from './database.ts';
import type { Member } from './members.ts';
import { openReplayStage, type ReplayStage } from './replay-stage.ts';
import type { TrialReport } from './report.ts';

export type ReplayKillSizes = {
  letters: number;
  kills: number;
  /** Whether the leases of the dead are waited for, or made to lapse at once. */
  waitsForLeases: boolean;
};

/** The contract's bound. */
const MOST_UNKNOWN = 200;
const WITHIN_MS = 300_000;

export async function killReplays(sizes: ReplayKillSizes, say: Say): Promise<TrialReport> {
  const startedAt = Date.now();
  const stage = await openReplayStage(sizes.letters, say);
  const watch = watchWindow(stage.database);
  const eye = new Client({ connectionString: stage.database.urlFor('eye') });
  await eye.connect();
  try {
    const asked = [...stage.letters.values()];
    const portion = Math.ceil(sizes.letters / sizes.kills);
    let killsInPublishing = 0;
    for (let kill = 0; kill < sizes.kills; kill++) {
      // Portion by portion: two workers would have carried out all of them before the tenth kill.
      const [{ left, worker }] = await Promise.all([
        strike(stage, eye, sizes.waitsForLeases),
        stage.ask(asked.slice(kill * portion, (kill + 1) * portion)),
      ]);
      // The other one goes on meanwhile. Both are there for the next portion: one that only starts could carry it out unseen.
      await worker.start();
      if (left > 0) killsInPublishing++;
      say(`kill ${kill + 1}: ${left} were in publishing`);
    }
    await finish(stage, 'all are settled');
    const tried = await tryUnknownAgain(stage, say);
    await watch.stop();
    await stage.settleArrivals();
    return await report(stage, sizes, { killsInPublishing, tried, mostAtOnce: watch.most() }, startedAt);
  } finally {
    await watch.stop();
    await eye.end();
    await stage.close();
  }
}

/** The worker with most replays in `publishing`, at once when there is one. Gives which it was, and how many it left there. */
async function strike(
  { workers }: ReplayStage,
  eye: Client,
  waitsForLeases: boolean,
): Promise<{ left: number; worker: Member }> {
  const deadline = Date.now() + WITHIN_MS;
  for (;;) {
    const { rows } = await eye.query<{ id: string; pid: number }>(
      `SELECT w.id, w.pid FROM replay r JOIN worker w ON w.id = r.worker_id
       WHERE r.settled_at IS NULL AND r.stage = 'publishing' GROUP BY w.id, w.pid ORDER BY count(*) DESC LIMIT 1`,
    );
    const worker = workers.find((one) => one.isRunning() && one.running().pid === rows[0]?.pid);
    if (worker === undefined) {
      if (Date.now() > deadline) throw new Error('nothing was published any more: there was nobody to kill');
      await sleep(1);
      continue;
    }
    worker.strike();
    await worker.killed();
    // Its last commit may still be on its way in Postgres.
    await sleep(100);
    const ofTheDead = `settled_at IS NULL AND worker_id = '${rows[0]!.id}'`;
    const left = await eye.query(`SELECT 1 FROM replay WHERE ${ofTheDead} AND stage = 'publishing'`);
    if (!waitsForLeases) await eye.query(`UPDATE replay SET lease_until = now() WHERE ${ofTheDead}`);
    return { left: left.rowCount ?? 0, worker };
  }
}

async function finish({ database }: ReplayStage, what: string): Promise<void> {
  const isOver = async () =>
    (await database.query('SELECT 1 FROM replay WHERE settled_at IS NULL LIMIT 1')).length === 0;
  await until(what, isOver, undefined, WITHIN_MS);
}

/** As a person would, by the letters' last outcome. Gives how many. */
async function tryUnknownAgain(stage: ReplayStage, say: Say): Promise<number> {
  const unknown = await stage.database.query<{ id: string }>(
    `SELECT id FROM dead_letter WHERE status = 'open' AND last_outcome = 'unknown'`,
  );
  say(`${unknown.length} are unknown and tried again`);
  await stage.ask(unknown.map(({ id }) => id));
  await finish(stage, 'what was unknown is settled');
  return unknown.length;
}

/** How many of one worker stand in `publishing` at once, looked at again and again. */
function watchWindow(database: TrialDatabase): { most(): number; stop(): Promise<void> } {
  let most = 0;
  const stopping = new AbortController();
  async function look(): Promise<void> {
    while (!stopping.signal.aborted) {
      const [row] = await database.query<{ most: number | null }>(
        `SELECT max(count)::int AS most FROM (
          SELECT count(*) FROM replay WHERE settled_at IS NULL AND stage = 'publishing' GROUP BY worker_id) AS windows`,
      );
      most = Math.max(most, row?.most ?? 0);
      await sleep(20);
    }
  }
  const looking = look();
  // Whoever stops it hears of its trouble.
  looking.catch(() => undefined);
  return {
    most: () => most,
    async stop() {
      stopping.abort();
      await looking;
    },
  };
}

type Seen = { killsInPublishing: number; tried: number; mostAtOnce: number };

async function report(
  { database, letters, arrived }: ReplayStage,
  { kills }: ReplayKillSizes,
  { killsInPublishing, tried, mostAtOnce }: Seen,
  startedAt: number,
): Promise<TrialReport> {
  const rows = await database.query<{ dead_letter_id: string; worker_id: string }>(
    `SELECT dead_letter_id, worker_id FROM replay WHERE stage = 'unknown'`,
  );
  const unknown = new Set(rows.map((row) => row.dead_letter_id));
  const byWorker = new Map<string, number>();
  for (const { worker_id: id } of rows) byWorker.set(id, (byWorker.get(id) ?? 0) + 1);
  const mostUnknown = Math.max(0, ...byWorker.values());
  const never = [...letters.keys()].filter((body) => !arrived.has(body));
  const twice = [...letters].filter(([body]) => (arrived.get(body) ?? 0) > 1);
  const unmarked = twice.filter(([, id]) => !unknown.has(id));
  const open = await database.query<{ status: string; last_outcome: string }>(
    `SELECT status, last_outcome FROM dead_letter WHERE status <> 'replayed' OR last_outcome IS NOT NULL`,
  );
  const faults: string[] = [];
  if (never.length > 0) faults.push(`${never.length} letters never arrived, for example ${never[0]}.`);
  if (unmarked.length > 0) faults.push(`${unmarked.length} arrived twice and were never marked unknown.`);
  if (open.length > 0)
    faults.push(
      `${open.length} letters are not replayed, for example ${open[0]!.status} ${open[0]!.last_outcome}.`,
    );
  if (mostUnknown > MOST_UNKNOWN) faults.push(`One kill left ${mostUnknown} unknown.`);
  if (mostAtOnce > MOST_UNKNOWN) faults.push(`${mostAtOnce} of one worker were in publishing at once.`);
  if (killsInPublishing === 0) faults.push('No kill fell in publishing: the trial proves nothing.');
  return {
    letters: letters.size,
    kills,
    killsBetween: killsInPublishing,
    matched: null,
    marked: unknown.size,
    lost: never.length,
    surplusUnmarked: unmarked.length,
    seconds: (Date.now() - startedAt) / 1000,
    notes: {
      'tried again': tried,
      'arrived twice': twice.length,
      'most unknown of a kill': mostUnknown,
      'most in publishing': mostAtOnce,
    },
    faults,
  };
}
