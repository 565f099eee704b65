// The disk under Postgres gets full: the drain stops, says why, and goes on by itself when there is room again.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Say } from '#scripts/progress.ts';
import { until } from '#tests/processes.ts';
import { startOwnPostgres } from './own-services.ts';
import { openPostgresWire } from './postgres-wire.ts';
import type { TrialReport } from './report.ts';
import { runTrial, type TrialPlan } from './run-trial.ts';
import type { Stage } from './stage.ts';
import { mountSmallDisk, type SmallDisk } from './tmpfs.ts';

export type DiskSizes = { letters: number; fullMs: number };

type Disk = { fill(): Promise<void>; makeRoom(): Promise<void> };

/** What a person reads must name the disk. */
const WHY = /disk/i;
const DISK_MB = 1024;
const TELL_WITHIN_MS = 20_000;
const GO_ON_WITHIN_MS = 40_000;
/** Each time letters are taken in vain costs them one of 20 deliveries. */
const quorum = { 'x-queue-type': 'quorum', 'x-delivery-limit': 20 };

/** The store's refusal alone, put on the wire: every INSERT of letters is answered by 53100. */
export async function refuseForDisk(sizes: DiskSizes, say: Say): Promise<TrialReport> {
  const server = new URL(process.env.TEST_DATABASE_URL ?? '');
  const wire = await openPostgresWire(server, (sql) => /INSERT INTO dead_letter\b/i.test(sql));
  const disk: Disk = {
    fill: async () =>
      wire.refuse({
        sqlState: '53100',
        message: 'could not extend file "base/16384/16397": No space left on device',
      }),
    makeRoom: async () => wire.refuse(null),
  };
  try {
    const report = await runFull(sizes, disk, { ports: () => ({ postgres: wire.port }) }, say);
    return { ...report, notes: { ...report.notes, 'statements refused': wire.refused() } };
  } finally {
    await wire.close();
  }
}

/** A real one: the database's tablespace lies on a small tmpfs. Its log of writes does not, else Postgres itself would go. */
export async function fillDisk(sizes: DiskSizes, say: Say): Promise<TrialReport> {
  const postgres = await startOwnPostgres();
  let disk: SmallDisk | undefined;
  try {
    disk = await mountSmallDisk(DISK_MB, await stat(join(postgres.folder, 'postgres', 'data')));
    return await runFull(sizes, disk, { server: postgres.service().url, tablespace: disk.folder }, say);
  } finally {
    await disk?.makeRoom();
    await postgres.close();
    await disk?.unmount();
  }
}

async function runFull(
  { letters, fullMs }: DiskSizes,
  disk: Disk,
  plan: Partial<TrialPlan>,
  say: Say,
): Promise<TrialReport> {
  return runTrial(
    {
      ...plan,
      letters,
      queueArguments: quorum,
      isExact: true,
      isLive: true,
      async strike(stage) {
        const faults: string[] = [];
        await stage.reachPart(0.3);
        await disk.fill();
        const filledAt = Date.now();
        say('the disk is full');
        await until('it is told', () => isTold(stage), undefined, TELL_WITHIN_MS).catch(async () =>
          faults.push(
            `The page or /api/ready does not name the disk: ${JSON.stringify(await readTold(stage))}.`,
          ),
        );
        const toldAfterS = (Date.now() - filledAt) / 1000;
        const [before] = await readState(stage, filledAt);
        await sleep(Math.max(0, filledAt + fullMs - Date.now()));
        const [after] = await readState(stage, filledAt);
        if (before?.rows !== after?.rows) faults.push('Letters were stored while the disk was full.');
        await disk.makeRoom();
        say('there is room again');
        const madeRoomAt = Date.now();
        await until(
          'the drain goes on',
          async () => (await readState(stage, filledAt))[0]!.rows > after!.rows,
          undefined,
          GO_ON_WITHIN_MS,
        ).catch((error: Error) => faults.push(error.message));
        const wentOnAfterS = (Date.now() - madeRoomAt) / 1000;
        await until('nothing is told any more', async () => !(await isTold(stage)), undefined, 20_000).catch(
          (error: Error) => faults.push(error.message),
        );
        const notes = {
          'seconds full': fullMs / 1000,
          'told after s': toldAfterS,
          'went on after s': wentOnAfterS,
          'sessions opened while full': after?.sessions ?? 0,
        };
        return { faults, notes };
      },
    },
    say,
  );
}

async function isTold(stage: Stage): Promise<boolean> {
  return (await readTold(stage)).every(
    ({ ready, readyCode, page }) => WHY.test(ready) && readyCode === 503 && page,
  );
}

/** What each web process says; `page`: whether the page names the disk. */
async function readTold({ webs }: Stage) {
  return Promise.all(
    webs.map(async (web) => {
      const [ready, page] = await Promise.all([web.fetch('/api/ready'), web.fetch('/queues')]);
      return { ready: await ready.text(), readyCode: ready.status, page: WHY.test(await page.text()) };
    }),
  );
}

async function readState({ database }: Stage, since: number): Promise<{ rows: number; sessions: number }[]> {
  return database.query(
    `SELECT (SELECT count(*)::int FROM dead_letter) AS rows,
      (SELECT count(*)::int FROM session WHERE opened_at > to_timestamp($1)) AS sessions`,
    [since / 1000],
  );
}
