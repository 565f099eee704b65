// Letters in doubt: stored, but nobody knows whether the broker heard of it. What it delivers again is matched with them.
import { areBytesEqual } from '#lib/domain/bytes.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import { BROKER_ID, type Tx } from './client.ts';
import { rememberChange } from './events.ts';
import { comparable, sha256 } from './fingerprint.ts';
import { PART_BYTES, SessionClosed, type Incoming, type IncomingLetter } from './insert-letters.ts';

type Doubtful = {
  id: string;
  fingerprint: bigint;
  exchange: Uint8Array;
  routingKey: Uint8Array;
  propertyBytes: Uint8Array;
  /** SHA-256 of a whole body; of one in parts, the digests of the parts one after the other. */
  bodyDigest: Uint8Array;
};

/**
 * Matches redelivered letters with those in doubt: their session is over and their place is past what is known to be settled.
 * A match becomes this session's: it can be matched again only after another loss. Gives what nothing matched.
 */
export async function matchDoubtful(
  tx: Tx,
  incoming: Incoming,
): Promise<{ matched: number; rest: IncomingLetter[] }> {
  const { sessionId, queue, letters } = incoming;
  // One at a time for each queue: two workers must not match the same letter, nor store the same one side by side.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('letterthief doubt'), hashtext(${queue}))`;
  const open =
    await tx.$executeRaw`SELECT FROM session WHERE id = ${sessionId}::uuid AND closed_at IS NULL FOR SHARE`;
  if (open !== 1) throw new SessionClosed('the session was closed: its letters go back to the queue');
  const doubtful = await findDoubtful(tx, incoming);
  const matches: { id: string; seq: number }[] = [];
  const rest: IncomingLetter[] = [];
  for (const letter of letters) {
    const same = doubtful.get(letter.fingerprint) ?? [];
    const at = same.findIndex((one) => isEqual(one, letter.delivery));
    const [match] = at < 0 ? [] : same.splice(at, 1);
    if (match) matches.push({ id: match.id, seq: letter.delivery.seq });
    else rest.push(letter);
  }
  if (matches.length > 0) {
    await tx.$executeRaw`
      UPDATE dead_letter l SET session_id = ${sessionId}::uuid, seq = u.seq, redeliveries = l.redeliveries + 1, is_perhaps_two = true
      FROM unnest(${matches.map(({ id }) => id)}::uuid[], ${matches.map(({ seq }) => seq)}::bigint[]) AS u(id, seq)
      WHERE l.id = u.id`;
    // It stands elsewhere now than the event of its arrival says, which somebody may not have heard yet.
    await rememberChange(
      tx,
      matches.map(({ id }) => id),
    );
  }
  return { matched: matches.length, rest };
}

/** By fingerprint, the oldest first; of each no more than may be needed. */
async function findDoubtful(
  tx: Tx,
  { sessionId, queue, letters }: Incoming,
): Promise<Map<bigint, Doubtful[]>> {
  const wanted = new Map<bigint, number>();
  for (const { fingerprint } of letters) wanted.set(fingerprint, (wanted.get(fingerprint) ?? 0) + 1);
  const rows = await tx.$queryRaw<Doubtful[]>`
    SELECT d.* FROM unnest(${[...wanted.keys()]}::bigint[], ${[...wanted.values()]}::int[]) AS u(fingerprint, wanted)
    CROSS JOIN LATERAL (
      SELECT l.id, l.fingerprint, l.delivered_exchange AS exchange, l.delivered_routing_key AS "routingKey",
        l.property_bytes AS "propertyBytes", CASE WHEN l.body IS NOT NULL THEN sha256(l.body)
          ELSE (SELECT string_agg(sha256(p.bytes), ''::bytea ORDER BY p.part) FROM body_part p WHERE p.dead_letter_id = l.id)
        END AS "bodyDigest"
      FROM dead_letter l JOIN session s ON s.id = l.session_id
      WHERE l.fingerprint = u.fingerprint AND l.broker_id = ${BROKER_ID} AND l.dead_letter_queue = ${queue}
        AND l.session_id <> ${sessionId}::uuid AND s.closed_at IS NOT NULL AND l.seq > s.settled_seq
      ORDER BY l.id LIMIT u.wanted
    ) d`;
  const found = new Map<bigint, Doubtful[]>();
  for (const row of rows) found.set(row.fingerprint, [...(found.get(row.fingerprint) ?? []), row]);
  return found;
}

/** n.b. A fingerprint can be made to meet: only equal bytes are the same letter. */
function isEqual(doubtful: Doubtful, delivery: Delivery): boolean {
  return (
    areBytesEqual(doubtful.exchange, delivery.exchange) &&
    areBytesEqual(doubtful.routingKey, delivery.routingKey) &&
    areBytesEqual(comparable(doubtful.propertyBytes), comparable(delivery.propertyBytes)) &&
    areBytesEqual(doubtful.bodyDigest, digestOf(delivery.body))
  );
}

function digestOf(body: Uint8Array): Uint8Array {
  if (body.byteLength <= PART_BYTES) return sha256(body);
  const digests: Buffer[] = [];
  for (let at = 0; at < body.byteLength; at += PART_BYTES)
    digests.push(sha256(body.subarray(at, at + PART_BYTES)));
  return Buffer.concat(digests);
}
