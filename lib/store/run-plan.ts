// Makes a plan of a replay run: the set is frozen, and what would come of it is counted. Nothing else is changed.
import { uuidv7 } from 'uuidv7';
import { nameOf, type Actor } from '#lib/domain/actor.ts';
import type { RunPlan, RunView } from '#lib/domain/run-schemas.ts';
import { sayRunChanges } from '#lib/domain/run-changes.ts';
import { MAX_RUN, runHow, type RunHow, type RunRate, type RunRequest } from '#lib/domain/run-request.ts';
import { AppError } from '#lib/errors.ts';
import { act } from './act.ts';
import type { Tx } from './client.ts';
import { requireActable } from './failure-groups.ts';
import { Prisma } from './generated/client.ts';
import { isOfGroup } from './group-condition.ts';
import { matchesAll } from './text-walk.ts';
import { countReach } from './reach.ts';
import { freezeLetters, type PlanCounts } from './run-counts.ts';
import { readRunIn } from './runs.ts';
import { isActedOnBy, isSeenBy, requireRole } from './scope.ts';
import { sqlStateOf } from './trouble.ts';
import { inTurn } from './turns.ts';

/** A million letters take ten seconds, more on a machine that has much else to do. */
const PLAN_TIMEOUT_S = 50;

/**
 * Throws not_found and forbidden for letters, or a group, that were named and are not there or not theirs; conflict where no letter matches;
 * unavailable when it took too long.
 */
export async function planRun(
  actor: Actor,
  request: RunRequest,
  { needsReason }: { needsReason: boolean },
): Promise<RunView> {
  requireRole(actor, 'operator');
  const { deadLetterIds, filter, group, rate, reason = '', ...rest } = request;
  if (needsReason && reason === '')
    throw new AppError('invalid_input', 'reason: a run wants one here (REPLAY_REASON_REQUIRED)', {
      details: { field: 'reason' },
    });
  const how = runHow.parse(rest);
  const selection = { letters: deadLetterIds?.length ?? null, filter: filter ?? null, group: group ?? null };
  const id = uuidv7();
  if (group) await requireActable(actor, group);
  const among = amongOf(request);
  const line = { act: 'run.plan', reason, details: { run: id, ...selection, to: how.to, rate } } as const;
  const plan = async (tx: Tx): Promise<RunView> => {
    await tx.$executeRawUnsafe(`SET LOCAL statement_timeout = '${PLAN_TIMEOUT_S}s'`);
    if (deadLetterIds) await requireTheirs(tx, actor, deadLetterIds);
    const asked = JSON.stringify({ selection, how });
    const canary = how.canary ? 'sending' : null;
    await tx.$executeRaw`
      INSERT INTO replay_run (id, planned_by, planned_by_id, reason, asked, rate, canary, is_ready)
      VALUES (${id}::uuid, ${nameOf(actor)}, ${'id' in actor ? actor.id : null}, ${reason || null}, ${asked}::jsonb,
        ${rate === 'unlimited' ? null : rate}, ${canary}, ${how.order === 'arrival'})`;
    const counts = await freezeLetters(tx, id, {
      among: Prisma.sql`${among} AND ${isActedOnBy(actor)}`,
      how,
      limit: MAX_RUN + 1,
    });
    if (counts.total > MAX_RUN) throw tooMany();
    const notYours = deadLetterIds ? 0 : await countForeign(tx, actor, among);
    if (counts.total === 0) throw new AppError('conflict', sayNothing(notYours));
    const said = sayPlan(counts, how, { rate, notYours, ...(await countReach(tx, counts.destinations)) });
    await tx.$executeRaw`
      UPDATE replay_run SET plan = ${JSON.stringify(said)}::jsonb, total = ${counts.total},
        outcomes = jsonb_build_object('left_out', ${counts.total - counts.goes}::int), queues = ${counts.allQueues}::text[]
      WHERE id = ${id}::uuid`;
    return readRunIn(tx, actor, id);
  };
  try {
    return await inTurn(actor, 'searches', () =>
      act(actor, line, plan, { timeoutMs: (PLAN_TIMEOUT_S + 10) * 1000 }),
    );
  } catch (error) {
    if (sqlStateOf(error) !== '57014') throw error;
    throw new AppError(
      'unavailable',
      `Counting took over ${PLAN_TIMEOUT_S} s. Narrow it by queue, status or time.`,
      { cause: error },
    );
  }
}

function amongOf({ deadLetterIds, filter = {}, group }: RunRequest): Prisma.Sql {
  if (deadLetterIds) return Prisma.sql`l.id = ANY(${deadLetterIds}::uuid[])`;
  return group === undefined ? matchesAll(filter) : isOfGroup(group);
}

function sayPlan(
  { goes, queues, queueCount, destinations, destinationCount, kinds, leftOut, perhapsTwice }: PlanCounts,
  how: RunHow,
  { rate, ...others }: { rate: RunRate } & Pick<RunPlan, 'notYours' | 'reach' | 'whyNoReach' | 'reachAsOf'>,
): RunPlan {
  return {
    asOf: new Date().toISOString(),
    letters: goes,
    queues,
    moreQueues: queueCount - queues.length,
    destinations,
    moreDestinations: destinationCount - destinations.length,
    leftOut,
    perhapsTwice,
    changes: sayRunChanges(kinds, how),
    foundWhenSent:
      'Whether an exchange is there, whether a queue is bound for a routing key, and whether RabbitMQ takes a letter’s headers (too big, or not readable) is found when it is sent: such a letter is refused or returned, and stands open again.',
    ...others,
    seconds: secondsOf(goes, how, rate),
  };
}

function secondsOf(letters: number, { canary }: RunHow, rate: RunRate): number | null {
  if (rate === 'unlimited') return null;
  return letters / rate + (canary === undefined ? 0 : canary.waitSeconds);
}

function tooMany(): AppError {
  return new AppError(
    'invalid_input',
    `Over ${MAX_RUN.toLocaleString('en-US')} letters match: narrow it by queue, status or time`,
    { details: { field: 'filter' } },
  );
}

async function requireTheirs(tx: Tx, actor: Actor, ids: readonly string[]): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string; isTheirs: boolean }[]>`
    SELECT l.id, ${isActedOnBy(actor)} AS "isTheirs" FROM dead_letter l WHERE l.id = ANY(${ids}::uuid[]) AND ${isSeenBy(actor)}`;
  const found = new Set(rows.map(({ id }) => id));
  const missing = ids.filter((id) => !found.has(id));
  if (missing.length > 0)
    throw new AppError('not_found', `${missing.length} of these dead letters do not exist`, {
      details: { ids: missing },
    });
  const foreign = rows.filter(({ isTheirs }) => !isTheirs).map(({ id }) => id);
  if (foreign.length > 0)
    throw new AppError(
      'forbidden',
      `${foreign.length} of these letters are of queues that you may only look at: nothing was planned`,
      { details: { ids: foreign } },
    );
}

async function countForeign(tx: Tx, actor: Actor, among: Prisma.Sql): Promise<number> {
  const [row] = await tx.$queryRaw<{ many: number }[]>`
    SELECT count(*)::int AS many FROM dead_letter l WHERE ${among} AND ${isSeenBy(actor)} AND ${isActedOnBy(actor)} IS NOT TRUE`;
  return row?.many ?? 0;
}

function sayNothing(notYours: number): string {
  return notYours === 0
    ? 'No dead letter matches: there is nothing to plan'
    : `${notYours.toLocaleString('en-US')} letters match, all of queues that you may only look at`;
}
