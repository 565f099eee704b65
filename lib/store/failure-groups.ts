// Reading and changing failure groups. A group is of one source queue: who may not see that knows nothing of the group.
import { nameOf, type Actor } from '#lib/domain/actor.ts';
import { countInWords } from '#lib/domain/amount-words.ts';
import type {
  Assignee,
  FailureGroupDetail,
  FailureGroupView,
  GroupChange,
  GroupListQuery,
  GroupSample,
} from '#lib/domain/group-schemas.ts';
import { isId } from '#lib/domain/ids.ts';
import { coversQueue, mayAct } from '#lib/domain/permissions.ts';
import { AppError } from '#lib/errors.ts';
import { act } from './act.ts';
import { ringGroups } from './bells.ts';
import { db, type Tx } from './client.ts';
import { endOf, listedGroups, orderGroups } from './group-list.ts';
import { groupColumns, presentGroups, type GroupRow } from './group-rows.ts';
import { statusOf } from './letter-rows.ts';
import { joinOwner } from './owners.ts';
import { showPosts } from './post-changes.ts';
import { isSeenBy, requireRole } from './scope.ts';

const LISTED_HOURS = 24;
const SHOWN_HOURS = 168;
const SAMPLES = 20;
const MAX_ASSIGNEES = 500;

/** Keyset paging by what they are sorted by. Throws invalid_input for a foreign cursor. */
export async function listFailureGroups(
  actor: Actor,
  query: GroupListQuery,
): Promise<{ items: FailureGroupView[]; nextCursor: string | null }> {
  const rows = await db().$queryRaw<GroupRow[]>`
    SELECT ${groupColumns} FROM failure_group g ${joinOwner}
    WHERE ${listedGroups(query)} AND ${isSeenBy(actor, 'g')} ${orderGroups(query)} LIMIT ${query.limit + 1}`;
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    items: await presentGroups(shown, LISTED_HOURS),
    nextCursor: rows.length > query.limit && last ? endOf(query, last) : null,
  };
}

/** Throws not_found. */
export async function readFailureGroup(actor: Actor, id: string): Promise<FailureGroupDetail> {
  const row = await readRow(db(), actor, id);
  const [group] = await presentGroups([row], SHOWN_HOURS);
  const samples = await db().$queryRaw<(Omit<GroupSample, 'arrivedAt'> & { arrivedAt: Date })[]>`
    SELECT l.id, ${statusOf} AS status, l.routing_key AS "routingKey", left(l.error_message, 300) AS "errorMessage",
      l.arrived_at AS "arrivedAt"
    FROM group_letter m JOIN dead_letter l ON l.id = m.dead_letter_id
    WHERE m.group_id = ${id}::uuid AND ${isSeenBy(actor)} ORDER BY m.dead_letter_id DESC LIMIT ${SAMPLES}`;
  return { ...group!, samples: samples.map((one) => ({ ...one, arrivedAt: one.arrivedAt.toISOString() })) };
}

/** The group of a letter; null where it is not grouped yet, or not seen. */
export async function findGroupOf(actor: Actor, letterId: string): Promise<FailureGroupView | null> {
  if (!isId(letterId)) return null;
  const rows = await db().$queryRaw<GroupRow[]>`
    SELECT ${groupColumns} FROM group_letter m JOIN failure_group g ON g.id = m.group_id ${joinOwner}
    WHERE m.dead_letter_id = ${letterId}::uuid AND ${isSeenBy(actor, 'g')}`;
  return (await presentGroups(rows, LISTED_HOURS))[0] ?? null;
}

/** `version`: what the caller has read, or null. Throws not_found, forbidden, invalid_input, and conflict when it was changed since. */
export async function changeFailureGroup(
  actor: Actor,
  id: string,
  change: GroupChange,
  version: string | null,
): Promise<FailureGroupView> {
  const { title } = await requireActable(actor, id);
  const { state, ignoreUntil, assignee, reason } = change;
  const details = { groupId: id, title, state, ignoreUntil, assignee };
  return act(actor, { act: 'group.change', reason, details }, async (tx) => {
    await tx.$executeRaw`SELECT FROM failure_group WHERE id = ${id}::uuid FOR UPDATE`;
    const before = await readRow(tx, actor, id);
    if (version !== null && String(before.version) !== version)
      throw new AppError('conflict', 'It was changed meanwhile: read again what stands there');
    requireGrowth(before, ignoreUntil?.letters ?? null);
    if (assignee) await requireAssignee(tx, assignee, before.sourceQueue);
    if (state !== undefined)
      await tx.$executeRaw`
        UPDATE failure_group SET state = ${state}, state_at = now(), state_by = ${nameOf(actor)}, until_letters = ${ignoreUntil?.letters ?? null},
          until_per_hour = ${ignoreUntil?.perHour ?? null}, came_back_at = NULL, grew_at = NULL WHERE id = ${id}::uuid`;
    if (assignee !== undefined)
      await tx.$executeRaw`UPDATE failure_group SET assignee_id = ${assignee}::uuid WHERE id = ${id}::uuid`;
    await tx.$executeRaw`UPDATE failure_group SET version = version + 1 WHERE id = ${id}::uuid`;
    await showPosts(tx, [id]);
    await ringGroups(tx);
    const [group] = await presentGroups([await readRow(tx, actor, id)], LISTED_HOURS);
    return group!;
  });
}

/** Whom a group can be assigned to: who may see its letters. At most 500, by name. Throws not_found. */
export async function listAssignees(actor: Actor, id: string): Promise<Assignee[]> {
  const { sourceQueue } = await readRow(db(), actor, id);
  requireRole(actor, 'operator');
  const people = await db().person.findMany({
    where: { disabledAt: null },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true, seeQueues: true },
    take: 2 * MAX_ASSIGNEES,
  });
  return people
    .filter((person) => coversQueue(person.seeQueues, sourceQueue))
    .map(({ id: personId, name }) => ({ id: personId, name }))
    .slice(0, MAX_ASSIGNEES);
}

/** Throws not_found; forbidden for who may not act on its letters. */
export async function requireActable(actor: Actor, id: string): Promise<GroupRow> {
  const row = await readRow(db(), actor, id);
  requireRole(actor, 'operator');
  if (!mayAct(actor, row.sourceQueue))
    throw new AppError(
      'forbidden',
      `You may look at ${row.sourceQueue ?? 'an unknown queue'}, not act on it`,
    );
  return row;
}

async function readRow(tx: Tx, actor: Actor, id: string): Promise<GroupRow> {
  const [row] = isId(id)
    ? await tx.$queryRaw<GroupRow[]>`
        SELECT ${groupColumns} FROM failure_group g ${joinOwner}
        WHERE g.id = ${id}::uuid AND g.letters > 0 AND ${isSeenBy(actor, 'g')}`
    : [];
  if (row === undefined)
    throw new AppError('not_found', `There is no failure group ${id}`, { details: { ids: [id] } });
  return row;
}

/** Else the next letter opened it again. */
function requireGrowth({ letters }: GroupRow, until: number | null): void {
  if (until === null || letters <= until) return;
  throw new AppError('invalid_input', `ignoreUntil: it has ${countInWords(letters, 'letter')} already`, {
    details: { field: 'ignoreUntil' },
  });
}

async function requireAssignee(tx: Tx, id: string, queue: string | null): Promise<void> {
  const person = await tx.person.findUnique({
    where: { id, disabledAt: null },
    select: { seeQueues: true },
  });
  if (person !== null && coversQueue(person.seeQueues, queue)) return;
  throw new AppError('invalid_input', 'assignee: is nobody who may see these letters', {
    details: { field: 'assignee' },
  });
}
