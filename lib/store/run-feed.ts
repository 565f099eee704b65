// One step of a run, in one transaction: what is settled is counted, what is decided (lib/domain/run-feeder.ts) is done, and the next
// letters become ordinary replays. Broken off anywhere it has done nothing.
import type { Actor } from '#lib/domain/actor.ts';
import { firstIdAt } from '#lib/domain/cursor.ts';
import { decide, MOST_AT_ONCE, type Canary, type Outcomes } from '#lib/domain/run-feeder.ts';
import type { RunHow } from '#lib/domain/run-request.ts';
import { ringRuns } from './bells.ts';
import { db, type Tx } from './client.ts';
import { Prisma } from './generated/client.ts';
import { lookUpInOne } from './lookup-steps.ts';
import { callOff, takeBack } from './run-call-off.ts';
import { collectSettled } from './run-collect.ts';
import { readOrder } from './run-order.ts';
import { feedLetters, type Fed } from './run-letters.ts';

/** Another worker goes on after so long without a step. */
const LEASE_S = 5;
/** How many came back is counted so often. */
const COUNT_MS = 1000;

export type Run = {
  id: string;
  state: string;
  asked: { how: RunHow };
  auditId: string | null;
  startedBy: string | null;
  plannedAt: Date;
  startedAt: Date | null;
  total: number;
  isReady: boolean;
  readTo: number;
  fedTo: number;
  fed: number;
  outcomes: Outcomes;
  outcomesBefore: Outcomes;
  cameBack: number;
  cameBackBefore: number;
  cameBackAt: Date | null;
  canary: Canary | null;
  canaryUntil: Date | null;
  rate: number | null;
  tokens: number;
  tokensAt: Date | null;
  pace: number;
  now: Date;
};

/** What a worker has to do for; one that another worker feeds is not among them. */
export async function listDueRuns(_actor: Actor, workerId: string): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT s.id FROM replay_run s WHERE NOT s.is_over AND s.state <> 'planned'
      AND (s.worker_id = ${workerId}::uuid OR s.lease_until IS NULL OR s.lease_until < now())
      AND (s.state <> 'paused' OR s.fed > (SELECT coalesce(sum(o.many::int), 0) FROM jsonb_each_text(s.outcomes) AS o(name, many)
        WHERE o.name <> 'left_out'))
    ORDER BY s.id LIMIT 50`;
  return rows.map(({ id }) => id);
}

/** `claimed`: replays that are this worker's already, in their order (readClaimed). */
export type Step = { moved: boolean; hasMore: boolean; rate: number | null; claimed: string[] };

/**
 * Gives whether anything moved, and whether as much again may go at once; null when it is not this worker's. Up to `claims` of the
 * replays that it makes are claimed at once; all workers may claim the others.
 */
export async function stepRun(_actor: Actor, workerId: string, id: string, claims = 0): Promise<Step | null> {
  return lookUpInOne(async (tx) => {
    const run = await takeRun(tx, workerId, id);
    if (run === undefined) return null;
    if (!run.isReady && run.state === 'running') {
      await readOrder(tx, run);
      await tx.$executeRaw`UPDATE replay_run SET ${keptBy(workerId)} WHERE id = ${id}::uuid`;
      return { moved: true, hasMore: true, rate: null, claimed: [] };
    }
    const { outcomes, settled, underWay } = await collectSettled(tx, run);
    const cameBack = await countCameBack(tx, run);
    const left = Object.values(outcomes).reduce<number>((sum, many = 0) => sum + many, 0);
    const waiting = run.total - left - underWay;
    const now = run.now.getTime();
    const counted = { ...run, outcomes, cameBack: cameBack ?? run.cameBack, underWay, waiting };
    const isRunning = run.state === 'running';
    const decided = decide(
      {
        ...counted,
        how: run.asked.how,
        tokensAt: run.tokensAt?.getTime() ?? null,
        canaryUntil: run.canaryUntil?.getTime() ?? null,
      },
      now,
    );
    const { feed, tokens, canary, canaryUntil, whyPaused, isOver } = decided;
    const fed =
      isRunning && feed > 0 ? await feedLetters(tx, run, feed, { workerId, claims }) : nothingFed(run);
    const outcomesNow = { ...outcomes };
    if (fed.leftOut > 0) outcomesNow.left_out = (outcomesNow.left_out ?? 0) + fed.leftOut;
    const state = stateAfter(run.state, isOver, whyPaused !== null && isRunning);
    await tx.$executeRaw`
      UPDATE replay_run SET state = ${state}, why_paused = ${isRunning ? whyPaused : null}, outcomes = ${JSON.stringify(outcomesNow)}::jsonb,
        fed = fed + ${fed.fed}, fed_to = ${fed.fedTo}, tokens = ${tokens - fed.fed}, tokens_at = ${isRunning ? run.now : run.tokensAt}::timestamptz,
        canary = ${isRunning ? canary : run.canary}, canary_until = ${canaryUntil === null ? null : new Date(canaryUntil)}::timestamptz,
        pace = ${paceAfter(run, settled, now)}, came_back = ${counted.cameBack},
        came_back_at = ${cameBack === null ? run.cameBackAt : run.now}::timestamptz,
        ended_at = CASE WHEN ${state === 'done'} THEN coalesce(ended_at, now()) ELSE ended_at END,
        is_over = ${isOver || (state === 'cancelled' && underWay === 0)}, ${keptBy(workerId)}
      WHERE id = ${id}::uuid`;
    // Also what a worker was just claiming when it was paused or cancelled, or when it paused by itself.
    if (state === 'paused') await takeBack(tx, id);
    if (state === 'cancelled') await callOff(tx, id);
    const moved = fed.fed + fed.leftOut + settled > 0 || state !== run.state;
    if (state !== run.state || canary !== run.canary) await ringRuns(tx, id, false);
    const isKept = state !== 'paused' && state !== 'cancelled';
    return {
      moved,
      hasMore: isRunning && feed === MOST_AT_ONCE,
      rate: run.rate,
      claimed: isKept ? fed.claimed : [],
    };
  });
}

/** For who leaves: another worker goes on at once. */
export async function leaveRuns(_actor: Actor, workerId: string): Promise<void> {
  await db()
    .$executeRaw`UPDATE replay_run SET lease_until = now() WHERE worker_id = ${workerId}::uuid AND NOT is_over`;
}

async function takeRun(tx: Tx, workerId: string, id: string): Promise<Run | undefined> {
  const [run] = await tx.$queryRaw<Run[]>`
    SELECT s.id, s.state, s.asked, s.audit_id AS "auditId", s.started_by AS "startedBy", s.planned_at AS "plannedAt",
      s.started_at AS "startedAt", s.total, s.is_ready AS "isReady", s.read_to AS "readTo", s.fed_to AS "fedTo", s.fed,
      s.outcomes, s.outcomes_before AS "outcomesBefore", s.came_back AS "cameBack", s.came_back_before AS "cameBackBefore",
      s.came_back_at AS "cameBackAt", s.canary, s.canary_until AS "canaryUntil", s.rate, s.tokens, s.tokens_at AS "tokensAt",
      s.pace, clock_timestamp() AS now
    FROM replay_run s WHERE s.id = ${id}::uuid AND NOT s.is_over AND s.state <> 'planned'
      AND (s.worker_id = ${workerId}::uuid OR s.lease_until IS NULL OR s.lease_until < now()) FOR UPDATE SKIP LOCKED`;
  return run;
}

function keptBy(workerId: string): Prisma.Sql {
  return Prisma.sql`worker_id = ${workerId}::uuid, lease_until = now() + make_interval(secs => ${LEASE_S})`;
}

/** Null where nothing hangs on it, or it was counted just now. */
async function countCameBack(tx: Tx, { id, asked, cameBackAt, startedAt, now }: Run): Promise<number | null> {
  const { canary, stop } = asked.how;
  if ((canary === undefined && stop === undefined) || startedAt === null) return null;
  if (cameBackAt !== null && now.getTime() - cameBackAt.getTime() < COUNT_MS) return null;
  const [row] = await tx.$queryRaw<{ many: number }[]>`
    SELECT count(DISTINCT r.id)::int AS many FROM dead_letter l JOIN replay r ON r.id = l.came_from_replay_id
    WHERE l.came_from_replay_id IS NOT NULL AND l.id >= ${firstIdAt(new Date(startedAt.getTime() - 60_000))}::uuid AND r.run_id = ${id}::uuid AND r.to_kind <> 'dead_letter_queue'`;
  return row?.many ?? 0;
}

function nothingFed({ fedTo }: Run): Fed {
  return { fed: 0, leftOut: 0, fedTo, claimed: [] };
}

function stateAfter(state: string, isOver: boolean, pauses: boolean): string {
  if (isOver) return state === 'cancelled' ? state : 'done';
  return pauses ? 'paused' : state;
}

/** Of the last second or so. */
function paceAfter({ pace, tokensAt, startedAt }: Run, settled: number, now: number): number {
  const since = (tokensAt ?? startedAt)?.getTime() ?? now;
  const passedS = Math.max(0.01, (now - since) / 1000);
  const share = Math.min(1, passedS);
  return pace * (1 - share) + (settled / passedS) * share;
}
