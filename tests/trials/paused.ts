// A worker stands still by SIGSTOP while the other drains. When it goes on, its late commit must be refused.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Say } from '#scripts/progress.ts';
import { until } from '#tests/processes.ts';
import type { Member } from './members.ts';
import type { TrialReport } from './report.ts';
import { runTrial } from './run-trial.ts';
import type { Stage } from './stage.ts';

/** What the store says to a worker whose session others have closed. */
const REFUSAL = /session was closed/g;

/** Workers in turn. Fails when no late commit came to be refused: the trial would prove nothing. */
export async function pauseWorkers(
  sizes: { letters: number; pauses: number; pauseMs: number },
  say: Say,
): Promise<TrialReport> {
  return runTrial(
    {
      letters: sizes.letters,
      isExact: true,
      async strike(stage, struck) {
        const faults: string[] = [];
        let refused = 0;
        for (let pause = 0; pause < sizes.pauses; pause++) {
          await stage.reachPart((pause + 1) / (sizes.pauses + 2));
          const worker = stage.workers[pause % 2]!;
          const before = countRefusals(worker);
          const backends = await worker.watchBackends();
          await stage.commits
            .atNext(backends.has, () => process.kill(worker.running().pid, 'SIGSTOP'))
            .finally(backends.release);
          await sleep(1_000);
          await struck.remember([worker]);
          say(`${worker.name} stands still for ${sizes.pauseMs / 1000} s`);
          await sleep(sizes.pauseMs - 1_000);
          const [closed] = await readSession(stage, worker);
          if (closed === undefined || !closed.isClosed)
            faults.push(`The session of ${worker.name} is open still.`);
          process.kill(worker.running().pid, 'SIGCONT');
          await until(
            'the late commit is refused',
            async () => countRefusals(worker) > before,
            worker.running(),
            20_000,
          ).catch((error: Error) => faults.push(error.message));
          refused += countRefusals(worker) - before;
          const [after] = await readSession(stage, worker, closed?.id);
          if (after !== undefined && closed !== undefined && after.rows > closed.rows)
            faults.push(
              `${after.rows - closed.rows} letters were stored late, in a session that was closed.`,
            );
        }
        return { faults, notes: { 'late commits refused': refused } };
      },
    },
    say,
  );
}

function countRefusals(worker: Member): number {
  return worker.running().output().match(REFUSAL)?.length ?? 0;
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
