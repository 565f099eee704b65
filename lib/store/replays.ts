// Replays as people ask for and read them. The worker's side is replay-work.ts.
import { uuidv7 } from 'uuidv7';
import { nameOf, type Actor } from '#lib/domain/actor.ts';
import type { LetterStatus, ReplayView } from '#lib/domain/dead-letter.ts';
import { isId } from '#lib/domain/ids.ts';
import type { ReplayRequest, ReplayTo } from '#lib/domain/replay-request.ts';
import { AppError } from '#lib/errors.ts';
import { ringAsked, ringReplays } from './bells.ts';
import { act } from './act.ts';
import { BROKER_ID, db, type Tx } from './client.ts';
import { rememberChange } from './events.ts';
import { lockLetters, type LockedLetter } from './letter-status.ts';
import { requirePaused } from './pauses.ts';
import { presentReplay, replayColumns, type ReplayRow } from './replay-rows.ts';
import { isSeenBy } from './scope.ts';

/**
 * Asks for letters to be published again: open or replayed → replaying, and the replay rows, in one transaction, all or
 * nothing. Throws not_found, or conflict where a letter is neither open nor replayed, its way is unknown, or the queue that it is
 * put back into is drained; each names the ids.
 */
export async function requestReplays(
  actor: Actor,
  { deadLetterIds, to, leaveOutHeaders = [], amendBody = false, reason }: ReplayRequest,
): Promise<ReplayView[]> {
  const details = {
    to,
    ...(leaveOutHeaders.length > 0 ? { leaveOutHeaders } : {}),
    ...(amendBody ? { amendBody } : {}),
  };
  return act(
    actor,
    { act: 'letters.replay', reason, letterIds: deadLetterIds, details },
    async (tx, auditId) =>
      askReplays(tx, actor, deadLetterIds, {
        to,
        leaveOutHeaders,
        amendBody,
        auditId,
        reason: reason || null,
      }),
  );
}

export type Asked = {
  to: ReplayTo;
  leaveOutHeaders: readonly string[];
  amendBody: boolean;
  auditId: string;
  reason: string | null;
};

/** In the transaction of whoever asks. Throws as requestReplays. */
export async function askReplays(
  tx: Tx,
  actor: Actor,
  letterIds: string[],
  asked: Asked,
): Promise<ReplayView[]> {
  const letters = await lockLetters(tx, actor, letterIds, ['open', 'replayed'] satisfies LetterStatus[]);
  if (asked.to.kind === 'dead_letter_queue') await requirePaused(tx, letters);
  const ways = letters.map((letter) => ({ letter, way: wayOf(letter, asked.to) }));
  const unknown = ways.filter(({ way }) => way === null).map(({ letter }) => letter.id);
  if (unknown.length > 0) throw new AppError('conflict', noWay(asked.to), { details: { ids: unknown } });
  await tx.$executeRaw`UPDATE dead_letter SET status = 'replayed', last_outcome = NULL WHERE id = ANY(${letterIds}::uuid[])`;
  return insertReplays(tx, actor, asked, letterIds, new Map(ways.map(({ letter, way }) => [letter.id, way])));
}

/** Throws not_found. */
export async function readReplay(actor: Actor, id: string): Promise<ReplayView> {
  const [row] = isId(id)
    ? await db().$queryRaw<ReplayRow[]>`
        SELECT ${replayColumns} FROM replay r JOIN dead_letter l ON l.id = r.dead_letter_id
        WHERE r.id = ${id}::uuid AND ${isSeenBy(actor)}`
    : [];
  if (row === undefined)
    throw new AppError('not_found', `There is no replay ${id}`, { details: { ids: [id] } });
  return presentReplay(row);
}

/** A letter's replays, newest first; at most 50. */
export async function listReplaysOf(_actor: Actor, deadLetterId: string): Promise<ReplayView[]> {
  const rows = await db().$queryRaw<ReplayRow[]>`
    SELECT ${replayColumns} FROM replay r WHERE r.dead_letter_id = ${deadLetterId}::uuid ORDER BY r.id DESC LIMIT 50`;
  return rows.map(presentReplay);
}

type Way = { exchange: string; routingKey: string };

function wayOf(letter: LockedLetter, to: ReplayTo): Way | null {
  if (to.kind === 'exchange') return { exchange: to.exchange, routingKey: to.routingKey };
  if (to.kind === 'dead_letter_queue') return { exchange: '', routingKey: letter.deadLetterQueue };
  if (to.kind === 'queue')
    return letter.sourceQueue === null ? null : { exchange: '', routingKey: letter.sourceQueue };
  if (letter.exchange === null || letter.routingKey === null) return null;
  return { exchange: letter.exchange, routingKey: letter.routingKey };
}

function noWay(to: ReplayTo): string {
  const what = to.kind === 'queue' ? 'source queue' : 'origin';
  return `The ${what} of these letters is unknown: name an exchange and a routing key instead`;
}

async function insertReplays(
  tx: Tx,
  actor: Actor,
  { to, leaveOutHeaders, amendBody, auditId, reason }: Asked,
  letterIds: string[],
  ways: Map<string, Way | null>,
): Promise<ReplayView[]> {
  const rows = await tx.$queryRaw<ReplayRow[]>`
    WITH r AS (
      INSERT INTO replay (id, broker_id, dead_letter_id, actor, to_kind, to_exchange, to_routing_key, left_out, amends_body, audit_id)
      SELECT u.id, ${BROKER_ID}, u.letter_id, ${nameOf(actor)}, ${to.kind}, u.exchange, u.routing_key, ${leaveOutHeaders}::text[], ${amendBody}, ${auditId}::uuid
      FROM unnest(${letterIds.map(() => uuidv7())}::uuid[], ${letterIds}::uuid[],
        ${letterIds.map((id) => ways.get(id)?.exchange ?? '')}::text[],
        ${letterIds.map((id) => ways.get(id)?.routingKey ?? '')}::text[]) AS u(id, letter_id, exchange, routing_key)
      RETURNING *
    ) SELECT ${replayColumns} FROM r ORDER BY r.id`;
  await ringAsked(tx);
  await rememberChange(tx, letterIds);
  await ringReplays(tx, letterIds);
  // Its line in the audit is written when all of this is done.
  return rows.map((row) => presentReplay({ ...row, reason }));
}
