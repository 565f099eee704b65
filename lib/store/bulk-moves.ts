// Discards and restores of all letters that match: the set is frozen with the act, then moved in batches, each a transaction of its
// own. What stands otherwise when its turn comes is left as it is. Asked again under its Idempotency-Key, it goes on where it ended.
import { uuidv7 } from 'uuidv7';
import { nameOf, type Actor } from '#lib/domain/actor.ts';
import type { BulkMoved, BulkRequest } from '#lib/domain/replay-request.ts';
import { AppError } from '#lib/errors.ts';
import { act } from './act.ts';
import { ringReplays } from './bells.ts';
import { db, type Tx } from './client.ts';
import { rememberChange } from './events.ts';
import { Prisma } from './generated/client.ts';
import { matchesAll } from './text-walk.ts';
import { isActedOnBy, requireRole } from './scope.ts';
import { inTurn } from './turns.ts';

type Kind = 'discard' | 'restore';

const BATCH = 1000;
const MOST = 1_000_000;
const ANSWER_MS = 5000;
const NONE = '00000000-0000-0000-0000-000000000000';

/** Throws invalid_input where too many match. */
export async function discardMatching(actor: Actor, request: BulkRequest): Promise<BulkMoved> {
  return moveMatching(actor, 'discard', request);
}

/** Throws not_found for an unknown discard; invalid_input where too many match. */
export async function restoreMatching(actor: Actor, request: BulkRequest): Promise<BulkMoved> {
  return moveMatching(actor, 'restore', request);
}

async function moveMatching(actor: Actor, kind: Kind, request: BulkRequest): Promise<BulkMoved> {
  requireRole(actor, 'operator');
  const { filter = {}, discard, reason } = request;
  const from = kind === 'discard' ? 'open' : 'discarded';
  const among = discard === undefined ? matchesAll(filter) : isOfDiscard(discard);
  const id = uuidv7();
  const details = { move: id, ...(discard === undefined ? { filter } : { discard }) };
  const line = { act: `letters.${kind}` as const, reason, details };
  const made = await inTurn(actor, 'searches', () =>
    act(actor, line, async (tx) => {
      if (discard !== undefined) await requireDiscard(tx, discard);
      await tx.$executeRaw`
        INSERT INTO bulk_move (id, kind, by, reason) VALUES (${id}::uuid, ${kind}, ${nameOf(actor)}, ${reason || null})`;
      const count = await tx.$executeRaw`
        INSERT INTO bulk_move_letter (move_id, dead_letter_id) SELECT ${id}::uuid, l.id FROM dead_letter l
        WHERE ${among} AND l.status = ${from} AND ${isActedOnBy(actor)} LIMIT ${MOST + 1}`;
      if (count > MOST)
        throw new AppError('invalid_input', `Over ${MOST.toLocaleString('en-US')} letters match: narrow it`, {
          details: { field: 'filter' },
        });
      return { id };
    }),
  );
  // Who can ask again is told how far it is before they give it up.
  const until = 'once' in actor && actor.once ? Date.now() + ANSWER_MS : Infinity;
  for (let at: string | null = NONE; at !== null && Date.now() < until;)
    at = await moveBatch(made.id, kind, at);
  const [row] = await db().$queryRaw<Omit<BulkMoved, 'id'>[]>`
    SELECT (count(*) FILTER (WHERE is_moved))::int AS letters, (count(*) FILTER (WHERE NOT is_moved))::int AS "leftOut",
      (count(*) FILTER (WHERE is_moved IS NULL))::int AS waiting
    FROM bulk_move_letter WHERE move_id = ${made.id}::uuid`;
  return { id: made.id, ...row! };
}

/** Gives the last letter that it looked at, for the next one; null when there was none. */
async function moveBatch(id: string, kind: Kind, after: string): Promise<string | null> {
  const [from, to] = kind === 'discard' ? ['open', 'discarded'] : ['discarded', 'open'];
  return db().$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT dead_letter_id AS id FROM bulk_move_letter WHERE move_id = ${id}::uuid AND dead_letter_id > ${after}::uuid AND is_moved IS NULL
      ORDER BY dead_letter_id LIMIT ${BATCH} FOR UPDATE`;
    const ids = rows.map((row) => row.id);
    if (ids.length === 0) return null;
    await tx.$executeRaw`SELECT FROM dead_letter l WHERE l.id = ANY(${ids}::uuid[]) ORDER BY l.id FOR UPDATE`;
    const moved = await tx.$queryRaw<{ id: string }[]>`
      UPDATE dead_letter SET status = ${to} WHERE id = ANY(${ids}::uuid[]) AND status = ${from} RETURNING id`;
    const movedIds = moved.map((row) => row.id);
    await tx.$executeRaw`
      UPDATE bulk_move_letter SET is_moved = dead_letter_id = ANY(${movedIds}::uuid[])
      WHERE move_id = ${id}::uuid AND dead_letter_id = ANY(${ids}::uuid[])`;
    await rememberChange(tx, movedIds);
    await ringReplays(tx, movedIds);
    return ids.at(-1) ?? null;
  });
}

/** Whoever may act on none of its letters restores none; that there was such a discard is no secret to who knows its id. */
async function requireDiscard(tx: Tx, id: string): Promise<void> {
  const found = await tx.$queryRaw<
    unknown[]
  >`SELECT 1 FROM bulk_move WHERE id = ${id}::uuid AND kind = 'discard'`;
  if (found.length === 0) throw new AppError('not_found', `There is no discard ${id}`);
}

function isOfDiscard(id: string): Prisma.Sql {
  return Prisma.sql`l.id IN (SELECT x.dead_letter_id FROM bulk_move_letter x WHERE x.move_id = ${id}::uuid AND x.is_moved)`;
}
