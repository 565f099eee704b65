// Everything that a person or a machine changes goes through here: the change, its line in the audit, and the answer for its
// Idempotency-Key are one transaction.
import { uuidv7 } from 'uuidv7';
import { nameOf, type Actor, type Once } from '#lib/domain/actor.ts';
import type { AuditAct } from '#lib/domain/audit.ts';
import { AppError } from '#lib/errors.ts';
import { db, type Tx } from './client.ts';
import { isSeenBy } from './scope.ts';

export type Act = {
  act: AuditAct;
  outcome?: 'done' | 'refused';
  /** Why, in the words of whoever acts. */
  reason?: string | undefined;
  letterIds?: readonly string[];
  details?: Record<string, unknown>;
};

type Json = object | null;

/**
 * `run` changes; what it throws undoes all. Asked again with the same Idempotency-Key nothing is done, and the first answer is
 * given. Throws conflict when the key was used for something else, or when the answer bears a secret, which is never stored.
 */
export async function act<Answer extends Json>(
  actor: Actor,
  line: Act,
  run: (tx: Tx, auditId: string) => Promise<Answer>,
  { isSecret = false, timeoutMs = 30_000 } = {},
): Promise<Answer> {
  const once = 'once' in actor ? actor.once : undefined;
  return db().$transaction(
    async (tx) => {
      const before = once && (await recall(tx, actor, once));
      if (before && isSecret)
        throw new AppError(
          'conflict',
          'This was done under this Idempotency-Key, and its secret was shown then: revoke it, and make another',
        );
      if (before) {
        await requireSeen(tx, actor, line.letterIds ?? []);
        return before.answer as Answer;
      }
      const auditId = uuidv7();
      const answer = await run(tx, auditId);
      await writeAudit(tx, actor, line, auditId);
      if (once && !isSecret) await remember(tx, actor, once, answer);
      return answer;
    },
    { timeout: timeoutMs },
  );
}

/** The answer of then names letters: whoever may not see them any more is told what they would be told now. */
async function requireSeen(tx: Tx, actor: Actor, letterIds: readonly string[]): Promise<void> {
  const [row] = await tx.$queryRaw<{ many: number }[]>`
    SELECT count(*)::int AS many FROM dead_letter l WHERE l.id = ANY(${letterIds}::uuid[]) AND ${isSeenBy(actor)}`;
  const missing = new Set(letterIds).size - (row?.many ?? 0);
  if (missing > 0) throw new AppError('not_found', `${missing} of these dead letters do not exist`);
}

/** A line of its own, for what changes nothing in the store: a body that was opened, an act that was refused. */
export async function writeAudit(tx: Tx, actor: Actor, line: Act, id = uuidv7()): Promise<void> {
  const { act: name, outcome = 'done', reason = null, letterIds = [], details = {} } = line;
  await tx.$executeRaw`
    INSERT INTO audit (id, actor_kind, actor_id, actor_name, address, act, outcome, reason, letter_ids, details)
    VALUES (${id}::uuid, ${actor.kind}, ${idOf(actor)}, ${nameOf(actor)}, ${'address' in actor ? actor.address : null},
      ${name}, ${outcome}, ${reason || null}, ${letterIds}::uuid[], ${JSON.stringify(details)}::jsonb)`;
}

export async function note(actor: Actor, line: Act): Promise<void> {
  await writeAudit(db(), actor, line);
}

/** The same once in ten minutes: a page that reads its letter again is not opened anew. */
export async function noteOnce(actor: Actor, line: Act & { letterIds: readonly string[] }): Promise<void> {
  const [row] = await db().$queryRaw<{ isThere: boolean }[]>`
    SELECT EXISTS (SELECT FROM audit WHERE letter_ids @> ${line.letterIds}::uuid[] AND act = ${line.act}
      AND actor_id = ${idOf(actor)} AND at > now() - interval '10 minutes') AS "isThere"`;
  if (row?.isThere !== true) await note(actor, line);
}

/** Forgets the answers of yesterday. */
export async function forgetRemembered(_actor: Actor): Promise<void> {
  await db().$executeRaw`DELETE FROM remembered WHERE at < now() - interval '1 day'`;
}

/** Null for the first. A second one at the same time waits here for the first to end. */
async function recall(tx: Tx, actor: Actor, { key, requestDigest }: Once): Promise<{ answer: Json } | null> {
  const isFirst = await tx.$executeRaw`
    INSERT INTO remembered (actor_id, key, request_digest) VALUES (${idOf(actor)}, ${key}, ${requestDigest})
    ON CONFLICT (actor_id, key) DO NOTHING`;
  if (isFirst) return null;
  const [row] = await tx.$queryRaw<{ isSame: boolean; answer: Json }[]>`
    SELECT request_digest = ${requestDigest} AS "isSame", answer FROM remembered WHERE actor_id = ${idOf(actor)} AND key = ${key}`;
  if (row?.isSame !== true)
    throw new AppError('conflict', 'This Idempotency-Key was used for another request: nothing was done');
  return row;
}

async function remember(tx: Tx, actor: Actor, { key }: Once, answer: Json): Promise<void> {
  await tx.$executeRaw`UPDATE remembered SET answer = ${JSON.stringify(answer)}::jsonb WHERE actor_id = ${idOf(actor)} AND key = ${key}`;
}

function idOf(actor: Actor): string | null {
  return 'id' in actor ? actor.id : null;
}
