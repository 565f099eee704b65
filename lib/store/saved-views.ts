// Saved views: private ones are their owner's alone, shared ones are seen by all and changed by their owner or an administrator.
import { uuidv7 } from 'uuidv7';
import { nameOf, type Actor } from '#lib/domain/actor.ts';
import type { AuditAct } from '#lib/domain/audit.ts';
import { isId } from '#lib/domain/ids.ts';
import { hasRole } from '#lib/domain/permissions.ts';
import { MAX_VIEWS, type SavedView, type ViewChange, type ViewRequest } from '#lib/domain/saved-views.ts';
import { AppError } from '#lib/errors.ts';
import { act, type Act } from './act.ts';
import { db, type Tx } from './client.ts';
import { Prisma } from './generated/client.ts';
import { sqlStateOf } from './trouble.ts';

/** Shared ones that are listed beside one's own. */
const MAX_SHARED = 500;

/** One's own first, then those that others share; by name. */
export async function listViews(actor: Actor): Promise<SavedView[]> {
  const rows = await db().$queryRaw<ViewRow[]>`
    (SELECT ${viewColumns(actor)} FROM saved_view v WHERE ${isOwnedBy(actor)} ORDER BY lower(v.name), v.id LIMIT ${MAX_VIEWS})
    UNION ALL
    (SELECT ${viewColumns(actor)} FROM saved_view v WHERE v.is_shared AND NOT ${isOwnedBy(actor)}
      ORDER BY lower(v.name), v.id LIMIT ${MAX_SHARED})`;
  return rows.map((row) => present(actor, row));
}

/** Throws not_found, also for a private one of somebody else. */
export async function readView(actor: Actor, id: string): Promise<SavedView> {
  const row = isId(id) ? await find(db(), actor, id) : undefined;
  if (row === undefined) throw unknownView(id);
  return present(actor, row);
}

/** Throws conflict where there is one of that name, or as many as may be. */
export async function saveView(actor: Actor, { name, query, isShared }: ViewRequest): Promise<SavedView> {
  const id = uuidv7();
  return changing(actor, { act: 'view.save', details: { viewId: id, name, query, isShared } }, async (tx) => {
    // One after the other, so that two at once are counted.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('saved_view'), hashtext(${ownerOf(actor)}))`;
    const isAdded = await tx.$executeRaw`
      INSERT INTO saved_view (id, name, query, is_shared, owner_id, owner_name)
      SELECT ${id}::uuid, ${name}, ${query}, ${isShared}, ${ownerOf(actor)}, ${nameOf(actor)}
      WHERE (SELECT count(*) FROM saved_view v WHERE ${isOwnedBy(actor)}) < ${MAX_VIEWS}`;
    if (isAdded === 0)
      throw new AppError('conflict', `You have ${MAX_VIEWS} views, as many as may be: delete one first`);
    return present(actor, (await find(tx, actor, id))!);
  });
}

/** Throws not_found; forbidden for who may only look; conflict where its owner has another one of that name. */
export async function changeView(actor: Actor, id: string, change: ViewChange): Promise<SavedView> {
  const details: Record<string, unknown> = { viewId: id, ...change };
  return changing(actor, { act: 'view.change', details }, async (tx) => {
    const before = await lock(tx, actor, id);
    const { name = before.name, query = before.query, isShared = before.isShared } = change;
    Object.assign(details, {
      name,
      before: { name: before.name, query: before.query, isShared: before.isShared },
    });
    if (!before.isMine) details.of = before.owner;
    await tx.$executeRaw`
      UPDATE saved_view SET name = ${name}, query = ${query}, is_shared = ${isShared}, changed_at = now() WHERE id = ${id}::uuid`;
    // n.b. An administrator who makes one private does not see it any more.
    return present(actor, { ...before, name, query, isShared, changedAt: new Date() });
  });
}

/** Throws as changeView does. */
export async function deleteView(actor: Actor, id: string): Promise<{ id: string }> {
  const details: Record<string, unknown> = { viewId: id };
  return changing(actor, { act: 'view.delete', details }, async (tx) => {
    const before = await lock(tx, actor, id);
    Object.assign(details, { name: before.name, query: before.query });
    if (!before.isMine) details.of = before.owner;
    await tx.$executeRaw`DELETE FROM saved_view WHERE id = ${id}::uuid`;
    return { id };
  });
}

type ViewRow = Omit<SavedView, 'createdAt' | 'changedAt' | 'mayChange'> & {
  createdAt: Date;
  changedAt: Date | null;
};

const viewColumns = (actor: Actor): Prisma.Sql => Prisma.sql`
  v.id, v.name, v.query, v.is_shared AS "isShared", v.owner_name AS owner, ${isOwnedBy(actor)} AS "isMine",
  v.created_at AS "createdAt", v.changed_at AS "changedAt"`;

function isOwnedBy(actor: Actor): Prisma.Sql {
  return Prisma.sql`v.owner_id = ${ownerOf(actor)}`;
}

async function find(tx: Tx, actor: Actor, id: string): Promise<ViewRow | undefined> {
  const [row] = await tx.$queryRaw<ViewRow[]>`
    SELECT ${viewColumns(actor)} FROM saved_view v WHERE v.id = ${id}::uuid AND (v.is_shared OR ${isOwnedBy(actor)})`;
  return row;
}

/** The one that the actor is about to change, and may. */
async function lock(tx: Tx, actor: Actor, id: string): Promise<ViewRow> {
  if (isId(id)) await tx.$executeRaw`SELECT FROM saved_view WHERE id = ${id}::uuid FOR UPDATE`;
  const row = isId(id) ? await find(tx, actor, id) : undefined;
  if (row === undefined) throw unknownView(id);
  if (!mayChange(actor, row))
    throw new AppError('forbidden', `${row.owner} shares this view: you may not change it`);
  return row;
}

function mayChange(actor: Actor, { isMine }: ViewRow): boolean {
  return isMine || hasRole(actor, 'administrator');
}

async function changing<Answer extends object>(
  actor: Actor,
  line: Act & { act: AuditAct },
  run: (tx: Tx) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await act(actor, line, run);
  } catch (error) {
    if (sqlStateOf(error) !== '23505') throw error;
    throw new AppError('conflict', 'name: there is a view of this name', {
      cause: error,
      details: { field: 'name' },
    });
  }
}

function present(actor: Actor, { createdAt, changedAt, ...row }: ViewRow): SavedView {
  return {
    ...row,
    mayChange: mayChange(actor, { ...row, createdAt, changedAt }),
    createdAt: createdAt.toISOString(),
    changedAt: changedAt?.toISOString() ?? null,
  };
}

function ownerOf(actor: Actor): string {
  return 'id' in actor ? actor.id : actor.kind;
}

function unknownView(id: string): AppError {
  return new AppError('not_found', `There is no view ${id}, or it is somebody’s own`, {
    details: { ids: [id] },
  });
}
