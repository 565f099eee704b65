// Reading replay runs: the history, one run and how far it is, its letters.
import type { Actor } from '#lib/domain/actor.ts';
import { firstIdAt, readCursor } from '#lib/domain/cursor.ts';
import { isId } from '#lib/domain/ids.ts';
import type {
  RunLetter,
  RunLettersQuery,
  RunListQuery,
  RunSummary,
  RunView,
} from '#lib/domain/run-schemas.ts';
import { AppError } from '#lib/errors.ts';
import { db, type Tx } from './client.ts';
import { Prisma } from './generated/client.ts';
import { isRunSeenBy, presentRun, runColumns, type RunRow } from './run-rows.ts';
import { isSeenBy } from './scope.ts';

/** Throws not_found. */
export async function readRun(actor: Actor, id: string): Promise<RunView> {
  if (!isId(id)) throw noRun(id);
  return readRunIn(db(), actor, id);
}

/** As it stands in a transaction. Throws not_found. */
export async function readRunIn(tx: Tx, actor: Actor, id: string): Promise<RunView> {
  const [row] = await tx.$queryRaw<RunRow[]>`
    SELECT ${runColumns} FROM replay_run s WHERE s.id = ${id}::uuid AND ${isRunSeenBy(actor)}`;
  if (row === undefined) throw noRun(id);
  const cameBack = await countCameBack(tx, [row]);
  const leftOut = await tx.$queryRaw<{ why: string; letters: number }[]>`
    SELECT why, count(*)::int AS letters FROM run_letter WHERE run_id = ${id}::uuid AND state = 'left_out' GROUP BY 1 ORDER BY 2 DESC, 1`;
  const summary = presentRun(row, cameBack.get(id) ?? 0);
  const { waiting, underWay } = summary.letters;
  const perSecond = row.state === 'running' || underWay > 0 ? Math.round(row.pace * 10) / 10 : 0;
  const speed = row.rate === null ? perSecond : row.rate;
  return {
    ...summary,
    plan: row.plan,
    isOrdered: row.isReady,
    leftOut,
    canary: row.canary && { state: row.canary, until: row.canaryUntil?.toISOString() ?? null },
    perSecond,
    secondsLeft: row.state === 'running' && speed > 0 ? (waiting + underWay) / speed : null,
  };
}

/** Newest first; plans that nobody started yet among them. */
export async function listRuns(
  actor: Actor,
  query: RunListQuery,
): Promise<{ items: RunSummary[]; nextCursor: string | null }> {
  const before = query.cursor === undefined ? null : readCursor(query.cursor);
  if (query.cursor !== undefined && before === null) throw foreignCursor();
  const rows = await db().$queryRaw<RunRow[]>`
    SELECT ${runColumns} FROM replay_run s WHERE ${isRunSeenBy(actor)}
      AND ${before === null ? Prisma.sql`true` : Prisma.sql`s.id < ${before.id}::uuid`}
    ORDER BY s.id DESC LIMIT ${query.limit + 1}`;
  const page = rows.slice(0, query.limit);
  const cameBack = await countCameBack(db(), page);
  return {
    items: page.map((row) => presentRun(row, cameBack.get(row.id) ?? 0)),
    nextCursor: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null,
  };
}

/** In the order in which they go. Throws not_found. */
export async function listRunLetters(
  actor: Actor,
  id: string,
  { outcome, limit, cursor }: RunLettersQuery,
): Promise<{ items: RunLetter[]; nextCursor: string | null }> {
  const [run] = isId(id)
    ? await db().$queryRaw<{ total: number; isMoved: boolean }[]>`
        SELECT s.total, s.is_ready AND s.asked->'how'->>'order' = 'original' AS "isMoved" FROM replay_run s WHERE s.id = ${id}::uuid AND ${isRunSeenBy(actor)}`
    : [];
  if (run === undefined) throw noRun(id);
  const after = cursor === undefined ? 0 : Number(cursor);
  const rows = await db().$queryRaw<RunLetter[]>`
    SELECT x.position - ${run.isMoved ? run.total : 0} AS position, x.dead_letter_id AS "deadLetterId", l.source_queue AS "sourceQueue", ${outcomeOf} AS outcome,
      r.id AS "replayId", coalesce(x.why, r.detail) AS detail, b.id AS "cameBackAs"
    FROM run_letter x LEFT JOIN dead_letter l ON l.id = x.dead_letter_id
    LEFT JOIN LATERAL (SELECT * FROM replay r WHERE r.dead_letter_id = x.dead_letter_id AND r.run_id = x.run_id LIMIT 1) r ON true
    LEFT JOIN LATERAL (SELECT l.id FROM dead_letter l WHERE l.came_from_replay_id = r.id AND ${isSeenBy(actor)} LIMIT 1) b ON true
    WHERE x.run_id = ${id}::uuid AND x.position > ${run.isMoved ? after + run.total : after} AND ${hasOutcome(outcome)}
    ORDER BY x.position LIMIT ${limit + 1}`;
  const items = rows.slice(0, limit);
  const last = items.at(-1)?.position ?? 0;
  return { items, nextCursor: rows.length > limit ? String(last) : null };
}

/** Plans that nobody started within a day. */
export async function forgetOldPlans(_actor: Actor): Promise<void> {
  await db().$executeRaw`
    WITH gone AS (DELETE FROM replay_run WHERE state = 'planned' AND planned_at < now() - interval '1 day' RETURNING id)
    DELETE FROM run_letter WHERE run_id IN (SELECT id FROM gone)`;
}

/** How many letters died again after these runs sent them. */
async function countCameBack(
  tx: Tx,
  runs: readonly Pick<RunRow, 'id' | 'startedAt'>[],
): Promise<Map<string, number>> {
  const started = runs.flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt.getTime()]));
  if (started.length === 0) return new Map();
  const ids = runs.map(({ id }) => id);
  // A clock that is behind ours may have given them earlier ids.
  const since = firstIdAt(new Date(Math.min(...started) - 60_000));
  const rows = await tx.$queryRaw<{ id: string; many: number }[]>`
    SELECT r.run_id AS id, count(DISTINCT r.id)::int AS many FROM dead_letter l JOIN replay r ON r.id = l.came_from_replay_id
    WHERE l.came_from_replay_id IS NOT NULL AND l.id >= ${since}::uuid AND r.run_id = ANY(${ids}::uuid[])
      AND r.to_kind <> 'dead_letter_queue' GROUP BY 1`;
  return new Map(rows.map(({ id, many }) => [id, many]));
}

const outcomeOf = Prisma.sql`CASE WHEN r.settled_at IS NOT NULL THEN r.stage WHEN r.id IS NOT NULL THEN 'under_way'
  WHEN x.state = 'ready' THEN 'waiting' ELSE x.state END`;

function hasOutcome(outcome: RunLettersQuery['outcome']): Prisma.Sql {
  if (outcome === undefined) return Prisma.sql`true`;
  if (outcome === 'came_back') return Prisma.sql`b.id IS NOT NULL`;
  return Prisma.sql`${outcomeOf} = ${outcome}`;
}

export function noRun(id: string): AppError {
  return new AppError('not_found', `There is no replay run ${id}`);
}

function foreignCursor(): AppError {
  return new AppError('invalid_input', 'cursor: is not one that this API gave', {
    details: { field: 'cursor' },
  });
}
