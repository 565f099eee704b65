// The drain's side of the store: a batch of letters and their alerts, in one statement.
import type { Actor } from '#lib/domain/actor.ts';
import type { Derived } from '#lib/domain/decode.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import { BROKER_ID, db, type Tx } from './client.ts';
import { forgetDebugHistory } from './debug-history.ts';
import { pack } from './pack.ts';

export type IncomingLetter = {
  /** UUIDv7, made before the insert: an insert repeated after an ambiguous commit changes nothing. */
  id: string;
  arrivedAt: Date;
  delivery: Delivery;
  derived: Derived;
  keptRawBecause: string | null;
};

export type Incoming = {
  sessionId: string;
  letters: readonly IncomingLetter[];
  /** The Slack channel that alerts are due for; null when Slack is not configured. */
  alertChannel: string | null;
};

/** A body over this lies in parts of at most this. */
export const PART_BYTES = 1024 * 1024;

/** The session was closed by another worker or by us: nothing was stored, and its channel must go. */
export class SessionClosed extends Error {
  override name = 'SessionClosed';
}

/**
 * Stores letters, all or none, while their session is open. Throws SessionClosed, or what Prisma throws
 * (trouble.ts tells a refused row from trouble that passes). Gives how many were new.
 */
export async function storeLetters(_actor: Actor, incoming: Incoming): Promise<number> {
  const large = incoming.letters.filter((letter) => letter.delivery.body.byteLength > PART_BYTES);
  const small = incoming.letters.filter((letter) => letter.delivery.body.byteLength <= PART_BYTES);
  try {
    let stored = small.length === 0 ? 0 : await insertLetters(db(), { ...incoming, letters: small });
    for (const letter of large) stored += await storeInParts({ ...incoming, letters: [letter] }, letter);
    return stored;
  } finally {
    forgetDebugHistory();
  }
}

async function storeInParts(incoming: Incoming, letter: IncomingLetter): Promise<number> {
  const { body } = letter.delivery;
  return db().$transaction(
    async (tx) => {
      const stored = await insertLetters(tx, incoming);
      if (stored === 0) return 0;
      for (let part = 0; part * PART_BYTES < body.byteLength; part++) {
        const bytes = body.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
        await tx.$executeRaw`INSERT INTO body_part (dead_letter_id, part, bytes) VALUES (${letter.id}::uuid, ${part}, ${bytes})`;
      }
      return stored;
    },
    { timeout: 600_000, maxWait: 30_000 },
  );
}

async function insertLetters(tx: Tx, { sessionId, letters, alertChannel }: Incoming): Promise<number> {
  const column = <T>(pick: (letter: IncomingLetter) => T): T[] => letters.map(pick);
  const isWhole = (letter: IncomingLetter) => letter.delivery.body.byteLength <= PART_BYTES;
  // All bytes travel as one bytea with offsets: bytea[] would travel as hex text, at half the speed.
  const packed = pack(
    letters.map(({ delivery }) => [
      delivery.exchange,
      delivery.routingKey,
      delivery.propertyBytes,
      delivery.body.byteLength <= PART_BYTES ? delivery.body : new Uint8Array(),
    ]),
  );
  const queue = letters[0]?.delivery.queue ?? '';
  const [row] = await tx.$queryRaw<{ open: number; stored: number }[]>`
    WITH open_session AS MATERIALIZED (
      SELECT id FROM session WHERE id = ${sessionId}::uuid AND closed_at IS NULL FOR SHARE
    ), bytes AS MATERIALIZED (
      SELECT ${packed.bytes}::bytea AS b
    ), letter AS (
      INSERT INTO dead_letter (id, broker_id, dead_letter_queue, session_id, seq, redelivered, arrived_at,
        delivered_exchange, delivered_routing_key, property_bytes, body_bytes, body, kept_raw_because,
        source_queue, exchange, routing_key, reason, deaths, error_type, error_message, error_stack,
        header_text, body_text, came_from_replay_id)
      SELECT u.id, ${BROKER_ID}, u.queue, s.id, u.seq, u.redelivered, u.arrived_at,
        substring(b.b FROM u.o0 FOR u.l0), substring(b.b FROM u.o1 FOR u.l1), substring(b.b FROM u.o2 FOR u.l2),
        u.body_bytes, CASE WHEN u.is_whole THEN substring(b.b FROM u.o3 FOR u.l3) END, u.kept_raw_because,
        u.source_queue, u.exchange, u.routing_key, u.reason, u.deaths, u.error_type, u.error_message, u.error_stack,
        u.header_text, u.body_text, u.came_from
      FROM open_session s, bytes b, unnest(
        ${column((letter) => letter.id)}::uuid[], ${column((letter) => letter.delivery.queue)}::text[],
        ${column((letter) => letter.delivery.seq)}::bigint[], ${column((letter) => letter.delivery.redelivered)}::boolean[],
        ${column((letter) => letter.arrivedAt)}::timestamptz[],
        ${packed.offsets[0]}::int[], ${packed.lengths[0]}::int[], ${packed.offsets[1]}::int[], ${packed.lengths[1]}::int[],
        ${packed.offsets[2]}::int[], ${packed.lengths[2]}::int[], ${packed.offsets[3]}::int[], ${packed.lengths[3]}::int[],
        ${column((letter) => letter.delivery.body.byteLength)}::int[], ${column(isWhole)}::boolean[],
        ${column((letter) => letter.keptRawBecause)}::text[],
        ${column(({ derived }) => derived.sourceQueue)}::text[], ${column(({ derived }) => derived.exchange)}::text[],
        ${column(({ derived }) => derived.routingKey)}::text[], ${column(({ derived }) => derived.reason)}::text[],
        ${column(({ derived }) => derived.deaths)}::int[], ${column(({ derived }) => derived.errorType)}::text[],
        ${column(({ derived }) => derived.errorMessage)}::text[], ${column(({ derived }) => derived.errorStack)}::text[],
        ${column(({ derived }) => derived.headerText)}::text[], ${column(({ derived }) => derived.bodyText)}::text[],
        ${column(({ derived }) => derived.cameFromReplayId)}::uuid[]
      ) AS u(id, queue, seq, redelivered, arrived_at, o0, l0, o1, l1, o2, l2, o3, l3, body_bytes, is_whole,
        kept_raw_because, source_queue, exchange, routing_key, reason, deaths, error_type, error_message,
        error_stack, header_text, body_text, came_from)
      ON CONFLICT DO NOTHING
      RETURNING id
    ), due AS (
      INSERT INTO alert (dead_letter_id, broker_id, channel)
      SELECT id, ${BROKER_ID}, ${alertChannel} FROM letter WHERE ${alertChannel}::text IS NOT NULL
    )
    SELECT (SELECT count(*) FROM open_session)::int AS open, (SELECT count(*) FROM letter)::int AS stored,
      pg_notify('letterthief', json_build_object('kind', 'letters', 'queue', ${queue}::text,
        'count', (SELECT count(*) FROM letter))::text)::text`;
  if (row?.open !== 1) throw new SessionClosed('the session was closed: its letters go back to the queue');
  return row.stored;
}
