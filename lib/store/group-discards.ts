// Discards all open letters of a group, and restores what such a discard took: in batches, each a transaction with its line in the
// audit, which is also where the next one learns how far it has come.
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#lib/domain/actor.ts';
import type { GroupDiscard, GroupDiscarded, GroupRestore, GroupRestored } from '#lib/domain/group-schemas.ts';
import { AppError } from '#lib/errors.ts';
import { act } from './act.ts';
import { ringReplays } from './bells.ts';
import { db, type Tx } from './client.ts';
import { rememberChange } from './events.ts';
import { requireActable } from './failure-groups.ts';

const BATCH = 1000;

/** Of a line of the audit: `upTo` is the newest letter when the discard began, later ones stay out; `after` how far it has come. */
type Step = { groupId: string; discardId: string; upTo: string; after: string };

const NONE = '00000000-0000-0000-0000-000000000000';

/** The next batch. Throws not_found and forbidden; not_found for a discard that is none of this group. */
export async function discardGroup(actor: Actor, id: string, request: GroupDiscard): Promise<GroupDiscarded> {
  const group = await requireActable(actor, id);
  const step: Step = request.discardId
    ? await readStep(id, request.discardId)
    : { groupId: id, discardId: uuidv7(), upTo: group.lastLetterId, after: NONE };
  const letterIds: string[] = [];
  const details = { ...step, title: group.title };
  return act(actor, { act: 'letters.discard', reason: request.reason, letterIds, details }, async (tx) => {
    // In the order of their ids, as everybody locks letters.
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT l.id FROM group_letter m JOIN dead_letter l ON l.id = m.dead_letter_id
      WHERE m.group_id = ${id}::uuid AND m.dead_letter_id > ${step.after}::uuid AND m.dead_letter_id <= ${step.upTo}::uuid
        AND l.status = 'open' AND l.source_queue IS NOT DISTINCT FROM ${group.sourceQueue}
      ORDER BY m.dead_letter_id LIMIT ${BATCH} FOR UPDATE OF l`;
    letterIds.push(...rows.map((row) => row.id));
    details.after = letterIds.at(-1) ?? step.upTo;
    await move(tx, letterIds, 'discarded');
    return { discardId: step.discardId, discarded: letterIds.length, isDone: letterIds.length < BATCH };
  });
}

/** The next batch, as it was discarded. Throws not_found and forbidden. */
export async function restoreGroup(actor: Actor, id: string, request: GroupRestore): Promise<GroupRestored> {
  const group = await requireActable(actor, id);
  const { discardId, reason } = request;
  await readStep(id, discardId);
  const letterIds: string[] = [];
  const details = { groupId: id, restores: discardId, line: NONE, title: group.title };
  return act(actor, { act: 'letters.restore', reason, letterIds, details }, async (tx) => {
    const [line, next] = await tx.$queryRaw<{ id: string; letterIds: string[] }[]>`
      SELECT a.id, a.letter_ids AS "letterIds" FROM audit a WHERE a.details->>'discardId' = ${discardId} AND a.id > coalesce(
        (SELECT (r.details->>'line')::uuid FROM audit r WHERE r.details->>'restores' = ${discardId} ORDER BY r.id DESC LIMIT 1), ${NONE}::uuid)
      ORDER BY a.id LIMIT 2`;
    if (line === undefined) return { restored: 0, isDone: true };
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT l.id FROM dead_letter l WHERE l.id = ANY(${line.letterIds}::uuid[]) AND l.status = 'discarded'
        AND l.source_queue IS NOT DISTINCT FROM ${group.sourceQueue} ORDER BY l.id FOR UPDATE`;
    letterIds.push(...rows.map((row) => row.id));
    details.line = line.id;
    await move(tx, letterIds, 'open');
    return { restored: letterIds.length, isDone: next === undefined };
  });
}

async function move(tx: Tx, ids: readonly string[], to: 'open' | 'discarded'): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw`UPDATE dead_letter SET status = ${to} WHERE id = ANY(${ids}::uuid[])`;
  await rememberChange(tx, ids);
  await ringReplays(tx, ids);
}

async function readStep(groupId: string, discardId: string): Promise<Step> {
  const [row] = await db().$queryRaw<{ details: Step }[]>`
    SELECT a.details FROM audit a WHERE a.details->>'discardId' = ${discardId} ORDER BY a.id DESC LIMIT 1`;
  if (row === undefined || row.details.groupId !== groupId)
    throw new AppError('not_found', `There is no discard ${discardId} of this group`, {
      details: { ids: [discardId] },
    });
  return row.details;
}
