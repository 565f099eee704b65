// A worker's machine is gone in the middle of a transaction: Postgres hears nothing of it, no FIN, and keeps what it had locked.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from 'rabbitmq-client';
import type { Say } from '#scripts/progress.ts';
import { until } from '#tests/processes.ts';
import { compareDigests, publishBody } from './digests.ts';
import { openProxy } from './proxy.ts';
import type { TrialReport } from './report.ts';
import { openStage, type Stage } from './stage.ts';

const MB = 1024 * 1024;
/** A session without life is closed after some seconds; a lock must not keep others from that for long. */
const DRAINED_WITHIN_MS = 75_000;

/** Large letters are stored in transactions of many statements: one of these is cut short. */
export async function vanish(
  { letters, letterMb }: { letters: number; letterMb: number },
  say: Say,
): Promise<TrialReport> {
  const startedAt = Date.now();
  const proxy = await openProxy(new URL(process.env.TEST_DATABASE_URL ?? ''));
  const stage = await openStage(
    { letters: 0, ports: (worker) => (worker === 0 ? { postgres: proxy.port } : {}) },
    say,
  );
  try {
    const [vanishing] = stage.workers;
    // First the way to Postgres, so that nothing of its end gets there; RabbitMQ hears of it.
    const isInTransaction = proxy.stallAt('INSERT INTO body_part');
    const publishing = publish(stage, letters, letterMb);
    await Promise.all([isInTransaction, publishing]);
    vanishing.strike();
    await vanishing.killed();
    await sleep(500);
    const faults: string[] = [];
    if ((await countOpen(stage)) === 0)
      faults.push('No transaction was left open: the trial proves nothing.');
    const vanishedAt = Date.now();
    say('the first worker has vanished');
    const published = await publishing;
    // Rows, not rings: Postgres makes one of equal rings in a transaction.
    const isDrained = async () => (await countRows(stage)) >= letters && (await stage.readReady()) === 0;
    await until('the other worker has drained everything', isDrained, undefined, DRAINED_WITHIN_MS).catch(
      async (error: Error) => faults.push(`${error.message.trim()}. ${await tellBlocked(stage)}`),
    );
    const drainedAfterS = (Date.now() - vanishedAt) / 1000;
    const compared = await compareDigests(stage, published);
    return {
      letters,
      kills: 1,
      killsBetween: null,
      matched: null,
      marked: null,
      lost: compared.lost,
      surplusUnmarked: compared.surplus,
      seconds: (Date.now() - startedAt) / 1000,
      notes: { 'drained after s': drainedAfterS },
      faults: [...faults, ...compared.faults],
    };
  } finally {
    await proxy.close();
    await stage.close();
  }
}

async function publish(stage: Stage, letters: number, letterMb: number): Promise<Set<string>> {
  const client = new Connection(stage.broker.url);
  const publisher = client.createPublisher({ confirm: true });
  const digests = new Set<string>();
  try {
    for (let at = 0; at < letters; at++) await publishBody(publisher, randomBytes(letterMb * MB), digests);
  } finally {
    await publisher.close();
    await client.close();
  }
  return digests;
}

async function countRows({ database }: Stage): Promise<number> {
  const [row] = await database.query<{ rows: number }>('SELECT count(*)::int AS rows FROM dead_letter');
  return row?.rows ?? 0;
}

/** Transactions of the first worker that wait for its next words. */
async function countOpen({ database, workers }: Stage): Promise<number> {
  const [row] = await database.query<{ open: number }>(
    `SELECT count(*)::int AS open FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = $1 AND xact_start IS NOT NULL`,
    [workers[0].name],
  );
  return row?.open ?? 0;
}

async function tellBlocked({ database }: Stage): Promise<string> {
  const rows = await database.query<{ waits: string; holder: string }>(
    `SELECT DISTINCT regexp_replace(w.query, '\\s+', ' ', 'g') AS waits,
        format('%s (%s, %s for %s s)', h.application_name, h.state, h.wait_event, extract(epoch FROM now() - h.state_change)::int) AS holder
      FROM pg_stat_activity w CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) AS b JOIN pg_stat_activity h ON h.pid = b
      WHERE w.datname = current_database()`,
  );
  return rows.map(({ waits, holder }) => `"${waits.slice(0, 120)}…" waits for ${holder}.`).join(' ');
}
