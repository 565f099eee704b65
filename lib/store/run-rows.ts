// A row of replay_run as pages and the REST API show it.
import type { RunHow } from '#lib/domain/run-request.ts';
import type { Canary, Outcomes } from '#lib/domain/run-feeder.ts';
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
  /** Letters that are fed, by the stage of their replays: what is settled of them is not in `outcomes` yet. */
  fedNow: Outcomes | null;
};

/** The columns of RunRow, from `replay_run s`. */
export const runColumns = Prisma.sql`
  s.id, s.state, s.why_paused AS "whyPaused", s.planned_by AS "plannedBy", s.planned_at AS "plannedAt",
  s.started_by AS "startedBy", s.started_at AS "startedAt", s.ended_at AS "endedAt", s.reason, s.asked, s.plan, s.total,
  s.rate, s.outcomes, s.canary, s.canary_until AS "canaryUntil", s.is_ready AS "isReady", s.pace,
  (SELECT jsonb_object_agg(f.stage, f.many) FROM (
    SELECT r.stage, count(*) AS many FROM run_letter x JOIN replay r ON r.id = x.replay_id
    WHERE x.run_id = s.id AND x.state = 'fed' GROUP BY 1) f) AS "fedNow"`;

/** Of `replay_run s`: whether the actor may see every queue that it has letters of. */
export const isRunSeenBy = (actor: Actor): Prisma.Sql => Prisma.sql`
  NOT EXISTS (SELECT FROM unnest(s.queues) AS l(source_queue) WHERE ${isSeenBy(actor)} IS NOT TRUE)`;

const UNDER_WAY = ['asked', 'claimed', 'publishing'];

export function countRun({ total, outcomes, fedNow }: RunRow, cameBack: number): RunCounts {
  const now = fedNow ?? {};
  const of = (name: string) => (outcomes[name] ?? 0) + (now[name] ?? 0);
  const underWay = UNDER_WAY.reduce((sum, stage) => sum + (now[stage] ?? 0), 0);
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
