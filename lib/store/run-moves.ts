// What people do with a run: start, pause, resume, cancel, another rate. The run's row is locked: a worker that feeds it waits or is
// waited for, and sees it at its next step.
import { nameOf, type Actor } from '#lib/domain/actor.ts';
import type { AuditAct } from '#lib/domain/audit.ts';
import { isId } from '#lib/domain/ids.ts';
import { mayAct } from '#lib/domain/permissions.ts';
import type { RunRate } from '#lib/domain/run-request.ts';
import type { RunState, RunView } from '#lib/domain/run-schemas.ts';
import { AppError } from '#lib/errors.ts';
import { act } from './act.ts';
import { ringRuns } from './bells.ts';
import { db, type Tx } from './client.ts';
import { isRunSeenBy } from './run-rows.ts';
import { callOff, takeBack } from './run-call-off.ts';
import { noRun, readRunIn } from './runs.ts';
import { requireRole } from './scope.ts';

type Locked = { state: RunState; queues: (string | null)[]; goes: number; reason: string | null };
type Move = { act: AuditAct; from: readonly RunState[]; verb: string; details?: Record<string, unknown> };

/** Throws not_found, forbidden; conflict when it was started before, or nothing of it goes. */
export async function startRun(actor: Actor, id: string): Promise<RunView> {
  return move(
    actor,
    id,
    { act: 'run.start', from: ['planned'], verb: 'started' },
    async (tx, run, auditId) => {
      if (run.goes === 0) throw new AppError('conflict', 'None of its letters can go: nothing was started');
      await tx.$executeRaw`
      UPDATE replay_run SET state = 'running', started_by = ${nameOf(actor)}, started_at = now(), audit_id = ${auditId}::uuid
      WHERE id = ${id}::uuid`;
    },
  );
}

/** What no worker publishes yet waits again. Throws not_found, forbidden, conflict. */
export async function pauseRun(actor: Actor, id: string): Promise<RunView> {
  return move(actor, id, { act: 'run.pause', from: ['running'], verb: 'paused' }, async (tx) => {
    await tx.$executeRaw`UPDATE replay_run SET state = 'paused', why_paused = NULL WHERE id = ${id}::uuid`;
    await takeBack(tx, id);
  });
}

/** What stops it by itself is counted anew. Throws not_found, forbidden, conflict. */
export async function resumeRun(actor: Actor, id: string): Promise<RunView> {
  return move(actor, id, { act: 'run.resume', from: ['paused'], verb: 'resumed' }, async (tx) => {
    await tx.$executeRaw`
      UPDATE replay_run SET state = 'running', why_paused = NULL, tokens = 0, tokens_at = now(), outcomes_before = outcomes,
        came_back_before = came_back, canary = CASE canary WHEN 'failed' THEN 'passed' ELSE canary END WHERE id = ${id}::uuid`;
  });
}

/** For good. What no worker publishes yet is called off. Throws not_found, forbidden, conflict. */
export async function cancelRun(actor: Actor, id: string): Promise<RunView> {
  const from: RunState[] = ['planned', 'running', 'paused'];
  return move(actor, id, { act: 'run.cancel', from, verb: 'cancelled' }, async (tx, { state }) => {
    await tx.$executeRaw`
      UPDATE replay_run SET state = 'cancelled', why_paused = NULL, ended_at = now(), is_over = ${state === 'planned'}
      WHERE id = ${id}::uuid`;
    await callOff(tx, id);
  });
}

/** Throws not_found, forbidden, conflict. */
export async function changeRunRate(actor: Actor, id: string, rate: RunRate): Promise<RunView> {
  const from: RunState[] = ['planned', 'running', 'paused'];
  const made: Move = { act: 'run.rate', from, verb: 'changed', details: { rate } };
  return move(actor, id, made, async (tx) => {
    await tx.$executeRaw`
      UPDATE replay_run SET rate = ${rate === 'unlimited' ? null : rate}::float8, tokens = 0,
        tokens_at = CASE WHEN tokens_at IS NULL THEN NULL ELSE now() END WHERE id = ${id}::uuid`;
  });
}

async function move(
  actor: Actor,
  id: string,
  { act: name, from, verb, details }: Move,
  change: (tx: Tx, run: Locked, auditId: string) => Promise<void>,
): Promise<RunView> {
  requireRole(actor, 'operator');
  const known = isId(id) ? await findKnown(actor, id) : undefined;
  if (known === undefined) throw noRun(id);
  const said = { run: id, letters: known.goes, ...details };
  return act(actor, { act: name, reason: known.reason ?? undefined, details: said }, async (tx, auditId) => {
    const [run] = await tx.$queryRaw<Locked[]>`
      SELECT s.state, s.queues, (s.plan->>'letters')::int AS goes, s.reason FROM replay_run s
      WHERE s.id = ${id}::uuid AND ${isRunSeenBy(actor)} FOR UPDATE`;
    if (run === undefined) throw noRun(id);
    if (!run.queues.every((queue) => mayAct(actor, queue)))
      throw new AppError('forbidden', 'This run has letters of queues that you may only look at');
    if (!from.includes(run.state))
      throw new AppError('conflict', `This run is ${run.state}: it cannot be ${verb}. Nothing was changed`, {
        details: { state: run.state },
      });
    await change(tx, run, auditId);
    await ringRuns(tx, id, true);
    return readRunIn(tx, actor, id);
  });
}

async function findKnown(
  actor: Actor,
  id: string,
): Promise<{ reason: string | null; goes: number } | undefined> {
  const [known] = await db().$queryRaw<{ reason: string | null; goes: number }[]>`
    SELECT s.reason, (s.plan->>'letters')::int AS goes FROM replay_run s WHERE s.id = ${id}::uuid AND ${isRunSeenBy(actor)}`;
  return known;
}
