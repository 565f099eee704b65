// "Perhaps two" answered by a person: where two equal messages were sent, two letters are kept.
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#lib/domain/actor.ts';
import { letterStatuses } from '#lib/domain/dead-letter.ts';
import type { LettersRequest } from '#lib/domain/replay-request.ts';
import { AppError } from '#lib/errors.ts';
import { ringReplays } from './bells.ts';
import { act } from './act.ts';
import { BROKER_ID, type Tx } from './client.ts';
import { rememberChange } from './events.ts';
import { lockLetters } from './letter-status.ts';

/** `twinId`: the letter that was made beside it; null where the other one was stored already. */
export type Twin = { id: string; twinId: string | null };

type Marked = { id: string; redeliveries: number; isPerhapsTwo: boolean };

/**
 * A letter that was matched with a redelivery gets a twin of the same bytes, one for each redelivery at most; one that was
 * stored as a perhaps second copy just loses the mark. Throws not_found, or conflict for letters without the mark; both name the ids.
 */
export async function keepAsTwo(
  actor: Actor,
  { deadLetterIds: ids, reason }: LettersRequest,
): Promise<Twin[]> {
  return act(actor, { act: 'letters.keep_as_two', reason, letterIds: ids }, async (tx) => {
    await lockLetters(tx, actor, ids, letterStatuses);
    const letters = await tx.$queryRaw<Marked[]>`
      SELECT id, redeliveries, is_perhaps_two AS "isPerhapsTwo" FROM dead_letter WHERE id = ANY(${ids}::uuid[]) ORDER BY id`;
    const plain = letters.filter((letter) => !letter.isPerhapsTwo).map(({ id }) => id);
    if (plain.length > 0)
      throw new AppError('conflict', 'These letters are not marked "perhaps two": nothing was changed', {
        details: { ids: plain },
      });
    const twins: Twin[] = [];
    for (const letter of letters) twins.push(await separate(tx, letter));
    const all = [...ids, ...twins.flatMap(({ twinId }) => twinId ?? [])];
    await rememberChange(tx, all);
    await ringReplays(tx, all);
    return twins;
  });
}

async function separate(tx: Tx, { id, redeliveries }: Marked): Promise<Twin> {
  const left = Math.max(0, redeliveries - 1);
  await tx.$executeRaw`UPDATE dead_letter SET redeliveries = ${left}, is_perhaps_two = ${left > 0} WHERE id = ${id}::uuid`;
  if (redeliveries === 0) return { id, twinId: null };
  const twinId = uuidv7();
  // Its session is itself: it was delivered in none.
  await tx.$executeRaw`
    INSERT INTO dead_letter (id, broker_id, dead_letter_queue, session_id, seq, redelivered, delivered_exchange,
      delivered_routing_key, property_bytes, body_bytes, body, fingerprint, kept_raw_because, came_from_replay_id,
      source_queue, exchange, routing_key, reason, deaths, error_type, error_message, error_stack,
      convention, message_type, attempts)
    SELECT ${twinId}::uuid, broker_id, dead_letter_queue, ${twinId}::uuid, 1, true, delivered_exchange,
      delivered_routing_key, property_bytes, body_bytes, body, fingerprint, kept_raw_because, came_from_replay_id,
      source_queue, exchange, routing_key, reason, deaths, error_type, error_message, error_stack,
      convention, message_type, attempts
    FROM dead_letter WHERE id = ${id}::uuid`;
  await tx.$executeRaw`INSERT INTO body_part (dead_letter_id, part, bytes)
    SELECT ${twinId}::uuid, part, bytes FROM body_part WHERE dead_letter_id = ${id}::uuid`;
  await tx.$executeRaw`INSERT INTO alert (dead_letter_id, broker_id, channel)
    SELECT ${twinId}::uuid, ${BROKER_ID}, channel FROM alert WHERE dead_letter_id = ${id}::uuid`;
  return { id, twinId };
}
