// Moves of a letter's status by people (delivery contract, "Letter status"): all or nothing, any other move is a conflict.
import type { Actor } from '#lib/domain/actor.ts';
import type { AuditAct } from '#lib/domain/audit.ts';
import type { LetterStatus } from '#lib/domain/dead-letter.ts';
import type { LettersRequest } from '#lib/domain/replay-request.ts';
import { mayAct } from '#lib/domain/permissions.ts';
import { AppError } from '#lib/errors.ts';
import { ringReplays } from './bells.ts';
import { act } from './act.ts';
import type { Tx } from './client.ts';
import { rememberChange } from './events.ts';
import { statusOf } from './letter-rows.ts';
import { isSeenBy, requireRole } from './scope.ts';

export type LockedLetter = {
  id: string;
  status: LetterStatus;
  deadLetterQueue: string;
  sourceQueue: string | null;
  exchange: string | null;
  routingKey: string | null;
};

/** Closes open letters. Throws not_found or conflict, naming the ids; then nothing was changed. */
export async function discardLetters(
  actor: Actor,
  request: LettersRequest,
): Promise<{ id: string; status: LetterStatus }[]> {
  return move(actor, request, 'letters.discard', ['open', 'discarded']);
}

/** Opens discarded letters again. Throws not_found or conflict, naming the ids; then nothing was changed. */
export async function restoreLetters(
  actor: Actor,
  request: LettersRequest,
): Promise<{ id: string; status: LetterStatus }[]> {
  return move(actor, request, 'letters.restore', ['discarded', 'open']);
}

async function move(
  actor: Actor,
  { deadLetterIds: ids, reason }: LettersRequest,
  name: AuditAct,
  [from, to]: readonly [LetterStatus, LetterStatus],
): Promise<{ id: string; status: LetterStatus }[]> {
  return act(actor, { act: name, reason, letterIds: ids }, async (tx) => {
    await lockLetters(tx, actor, ids, [from]);
    await tx.$executeRaw`UPDATE dead_letter SET status = ${to} WHERE id = ANY(${ids}::uuid[])`;
    await rememberChange(tx, ids);
    await ringReplays(tx, ids);
    return ids.map((id) => ({ id, status: to }));
  });
}

/**
 * Locks letters in a fixed order, so that two requests over the same ones wait instead of deadlocking. Throws forbidden for who may
 * not act, or not on these; not_found for those that are not there or may not be seen.
 */
export async function lockLetters(
  tx: Tx,
  actor: Actor,
  ids: readonly string[],
  allowed: readonly LetterStatus[],
): Promise<LockedLetter[]> {
  requireRole(actor, 'operator');
  await tx.$executeRaw`SELECT FROM dead_letter l WHERE l.id = ANY(${ids}::uuid[]) AND ${isSeenBy(actor)} ORDER BY l.id FOR UPDATE`;
  // Apart: what was waited for above may have changed replays, and only a new statement sees that.
  const letters = await tx.$queryRaw<LockedLetter[]>`
    SELECT l.id, ${statusOf} AS status, l.dead_letter_queue AS "deadLetterQueue",
      l.source_queue AS "sourceQueue", l.exchange, l.routing_key AS "routingKey"
    FROM dead_letter l WHERE l.id = ANY(${ids}::uuid[]) AND ${isSeenBy(actor)} ORDER BY l.id`;
  const found = new Set(letters.map((letter) => letter.id));
  const missing = ids.filter((id) => !found.has(id.toLowerCase()));
  if (missing.length > 0)
    throw new AppError('not_found', `${missing.length} of these dead letters do not exist`, {
      details: { ids: missing },
    });
  const foreign = letters.filter((letter) => !mayAct(actor, letter.sourceQueue));
  if (foreign.length > 0)
    throw new AppError(
      'forbidden',
      `${foreign.length} of these letters are of queues that you may only look at: nothing was changed`,
      {
        details: { ids: foreign.map((letter) => letter.id) },
      },
    );
  const barred = letters.filter((letter) => !allowed.includes(letter.status));
  if (barred.length > 0) {
    const states = [...new Set(barred.map((letter) => letter.status))].join(' or ');
    throw new AppError(
      'conflict',
      `${barred.length} of these letters are ${states}, not ${allowed.join(' or ')}: nothing was changed`,
      {
        details: { ids: barred.map((letter) => letter.id) },
      },
    );
  }
  return letters;
}
