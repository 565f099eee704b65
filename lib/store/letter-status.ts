// Moves of a letter's status by people (delivery contract, "Letter status"): all or nothing, any other move is a conflict.
import type { Actor } from '#lib/domain/actor.ts';
import type { LetterStatus } from '#lib/domain/dead-letter.ts';
import { AppError } from '#lib/errors.ts';
import { ringReplays } from './bells.ts';
import { db, type Tx } from './client.ts';
import { statusOf } from './letter-rows.ts';

export type LockedLetter = {
  id: string;
  status: LetterStatus;
  sourceQueue: string | null;
  exchange: string | null;
  routingKey: string | null;
};

/** Closes open letters. Throws not_found or conflict, naming the ids; then nothing was changed. */
export async function discardLetters(
  _actor: Actor,
  ids: string[],
): Promise<{ id: string; status: LetterStatus }[]> {
  return move(ids, 'open', 'discarded');
}

/** Opens discarded letters again. Throws not_found or conflict, naming the ids; then nothing was changed. */
export async function restoreLetters(
  _actor: Actor,
  ids: string[],
): Promise<{ id: string; status: LetterStatus }[]> {
  return move(ids, 'discarded', 'open');
}

async function move(
  ids: string[],
  from: LetterStatus,
  to: LetterStatus,
): Promise<{ id: string; status: LetterStatus }[]> {
  return db().$transaction(async (tx) => {
    await lockLetters(tx, ids, [from]);
    await tx.$executeRaw`UPDATE dead_letter SET status = ${to} WHERE id = ANY(${ids}::uuid[])`;
    await ringReplays(tx, ids);
    return ids.map((id) => ({ id, status: to }));
  });
}

/** Locks letters in a fixed order, so that two requests over the same ones wait instead of deadlocking. */
export async function lockLetters(
  tx: Tx,
  ids: readonly string[],
  allowed: readonly LetterStatus[],
): Promise<LockedLetter[]> {
  await tx.$executeRaw`SELECT FROM dead_letter WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
  // Apart: what was waited for above may have changed replays, and only a new statement sees that.
  const letters = await tx.$queryRaw<LockedLetter[]>`
    SELECT l.id, ${statusOf} AS status, l.source_queue AS "sourceQueue", l.exchange, l.routing_key AS "routingKey"
    FROM dead_letter l WHERE l.id = ANY(${ids}::uuid[]) ORDER BY l.id`;
  const found = new Set(letters.map((letter) => letter.id));
  const missing = ids.filter((id) => !found.has(id.toLowerCase()));
  if (missing.length > 0)
    throw new AppError('not_found', `${missing.length} of these dead letters do not exist`, {
      details: { ids: missing },
    });
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
