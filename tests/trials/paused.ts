// A worker stands still by SIGSTOP while the other drains. When it goes on, its late commit must be refused.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Say } from '#scripts/progress.ts';
import { until } from '#tests/processes.ts';
import { makeVhost } from '#tests/vhost.ts';
import type { Member } from './members.ts';
import { openProxy, type Proxy } from './proxy.ts';
import type { TrialReport } from './report.ts';
import { runTrial, type Strikes } from './run-trial.ts';
import type { Stage } from './stage.ts';

/** After the pause; a machine under load takes its time. */
const CLOSED_WITHIN_MS = 20_000;
const HELD_WITHIN_MS = 30_000;

/** The name of the statement in lib/store/insert-letters.ts; a batch of few letters counts too. */
const BATCH = 'store letters';

export type PauseSizes = {
  letters: number;
  pauseMs: number;
  /** The broker gives the connection up at once, and the worker does not learn of it. Otherwise heartbeats end it, in 20 s and more. */
  isAbandoned: boolean;
};

/** Fails when no late commit came to be refused: the trial would prove nothing. */
export async function pauseWorkers(sizes: PauseSizes, say: Say): Promise<TrialReport> {
  const broker = await makeVhost();
  const amqp = await openProxy(new URL(broker.url));
  const postgres = await openProxy(new URL(process.env.TEST_DATABASE_URL ?? ''));
  const ports = { postgres: postgres.port, ...(sizes.isAbandoned ? { amqp: amqp.port } : {}) };
  try {
    return await runTrial(
      {
        letters: sizes.letters,
        broker,
        isExact: true,
        isLive: true,
        ports: (worker) => (worker === 0 ? ports : {}),
        strike: (stage) => pause(stage, { amqp, postgres }, sizes, say),
      },
      say,
    );
  } finally {
    await amqp.close();
    await postgres.close();
  }
}

/** The first worker stands still with a commit on its way, which arrives when others have closed its session. */
async function pause(
  stage: Stage,
  { amqp, postgres }: { amqp: Proxy; postgres: Proxy },
  sizes: PauseSizes,
  say: Say,
): Promise<Strikes> {
  const faults: string[] = [];
  const [worker] = stage.workers;
  // Early: it must still have batches to send, however fast the two are.
  await stage.reachPart(0.1);
  // What it asks the store for first would be held too, and no batch would come.
  const drains = async () => ((await readSession(stage, worker))[0]?.rows ?? 0) > 0;
  await until('the first worker drains', drains, worker.running());
  const before = stage.commits.refusals(worker);
  const late = sleep(HELD_WITHIN_MS).then(() => {
    throw new Error(`${worker.name} sent no batch: it proves nothing`);
  });
  late.catch(() => undefined);
  await Promise.race([postgres.hold(BATCH), late]);
  process.kill(worker.running().pid, 'SIGSTOP');
  if (sizes.isAbandoned) amqp.abandon();
  say(`${worker.name} stands still for ${sizes.pauseMs / 1000} s, with a commit on its way`);
  await sleep(sizes.pauseMs);
  const isClosed = async () => (await readSession(stage, worker))[0]?.isClosed === true;
  await until('its session is closed', isClosed, undefined, CLOSED_WITHIN_MS).catch((error: Error) =>
    faults.push(error.message),
  );
  const [held] = await readSession(stage, worker);
  postgres.release();
  process.kill(worker.running().pid, 'SIGCONT');
  const isRefused = async () => stage.commits.refusals(worker) > before;
  await until('the late commit is refused', isRefused, worker.running(), 20_000).catch((error: Error) =>
    faults.push(error.message),
  );
  // It has learned what there was to learn; heartbeats would take 20 s to tell it of its connection.
  if (sizes.isAbandoned) amqp.cut();
  const [after] = await readSession(stage, worker, held?.id);
  if (held?.isClosed && after && after.rows > held.rows)
    faults.push(`${after.rows - held.rows} letters were stored late, in a session that was closed.`);
  return { faults, notes: { 'late commits refused': stage.commits.refusals(worker) - before } };
}

/** The worker's newest session, or that of this id, and how many letters are of it. */
async function readSession(
  { database }: Stage,
  worker: Member,
  id?: string,
): Promise<{ id: string; isClosed: boolean; rows: number }[]> {
  return database.query(
    `SELECT s.id, s.closed_at IS NOT NULL AS "isClosed",
      (SELECT count(*)::int FROM dead_letter d WHERE d.session_id = s.id) AS rows
    FROM session s JOIN worker w ON w.id = s.worker_id WHERE w.pid = $1 AND ($2::uuid IS NULL OR s.id = $2::uuid)
    ORDER BY s.opened_at DESC LIMIT 1`,
    [worker.running().pid, id ?? null],
  );
}
