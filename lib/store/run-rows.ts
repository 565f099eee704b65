// A row of replay_run as pages and the REST API show it.
import type { RunHow } from '#lib/domain/run-request.ts';
import { countSettled, type Canary, type Outcomes } from '#lib/domain/run-feeder.ts';
import type { RunCounts, RunPlan, RunState, RunSummary } from '#lib/domain/run-schemas.ts';
import type { Actor } from '#lib/domain/actor.ts';
import { Prisma } from './generated/client.ts';
import { isSeenBy } from './scope.ts';

export type RunRow = {
  id: string;
  state: RunState;
  whyPaused: string | null;
  plannedBy: string;
  plannedAt: Date;
  startedBy: string | null;
  startedAt: Date | null;
  endedAt: Date | null;
  reason: string | null;
  asked: { selection: RunSummary['selection']; how: RunHow };
  plan: RunPlan;
  total: number;
  rate: number | null;
  outcomes: Outcomes;
  canary: Canary | null;
  canaryUntil: Date | null;
  isReady: boolean;
  pace: number;
  /** Letters that became replays, but for those that were taken back. */
  fed: number;
  /** Settled since the run's last step: not in `outcomes` yet. */
  settledSince: Outcomes | null;
};

/** The columns of RunRow, from `replay_run s`. */
export const runColumns = Prisma.sql`
  s.id, s.state, s.why_paused AS "whyPaused", s.planned_by AS "plannedBy", s.planned_at AS "plannedAt",
  s.started_by AS "startedBy", s.started_at AS "startedAt", s.ended_at AS "endedAt", s.reason, s.asked, s.plan, s.total,
  s.rate, s.outcomes, s.canary, s.canary_until AS "canaryUntil", s.is_ready AS "isReady", s.pace, s.fed,
  (SELECT jsonb_object_agg(c.stage, c.many) FROM (
    SELECT stage, sum(letters)::int AS many FROM run_settled WHERE run_id = s.id GROUP BY 1) c) AS "settledSince"`;

/** Of `replay_run s`: whether the actor may see every queue that it has letters of. */
export const isRunSeenBy = (actor: Actor): Prisma.Sql => Prisma.sql`
  NOT EXISTS (SELECT FROM unnest(s.queues) AS l(source_queue) WHERE ${isSeenBy(actor)} IS NOT TRUE)`;

export function countRun({ total, outcomes, fed, settledSince }: RunRow, cameBack: number): RunCounts {
  const of = (name: string) => (outcomes[name] ?? 0) + (settledSince?.[name] ?? 0);
  const underWay = fed - countSettled(outcomes) - countSettled(settledSince ?? {});
  const settled = {
    confirmed: of('confirmed'),
    returned: of('returned'),
    nacked: of('nacked'),
    refused: of('refused'),
    unknown: of('unknown'),
    cancelled: of('cancelled'),
    leftOut: of('left_out'),
  };
  const waiting = total - underWay - Object.values(settled).reduce((sum, many) => sum + many, 0);
  return { total, waiting, underWay, ...settled, cameBack };
}

export function presentRun(row: RunRow, cameBack: number): RunSummary {
  const { id, state, whyPaused, plannedBy, startedBy, reason, rate, asked } = row;
  return {
    id,
    state,
    whyPaused,
    plannedBy,
    plannedAt: row.plannedAt.toISOString(),
    startedBy,
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    reason,
    rate: rate ?? 'unlimited',
    selection: asked.selection,
    how: asked.how,
    letters: countRun(row, cameBack),
  };
}
