// The statement that stores a batch of letters and their alerts, while their session is open.
import type { Derived } from '#lib/domain/decode.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import { writeNumbers, writeTexts, writeWords } from './array-text.ts';
import { BROKER_ID, pool, type Tx } from './client.ts';
import { pack } from './pack.ts';

export type IncomingLetter = {
  /** UUIDv7, made before the insert: its order is the order of arrival. */
  id: string;
  delivery: Delivery;
  fingerprint: bigint;
  derived: Derived;
  keptRawBecause: string | null;
};

export type Incoming = {
  sessionId: string;
  queue: string;
  /** Of all these letters, to the millisecond; also in their ids. */
  arrivedAt: Date;
  letters: readonly IncomingLetter[];
  /** Whether there is any way out that alerts could take. */
  isAlertDue: boolean;
};

/** A body over this lies in parts of at most this. */
export const PART_BYTES = 1024 * 1024;

/** The session was closed by another worker or by us: nothing was stored, and its channel must go. */
export class SessionClosed extends Error {
  override name = 'SessionClosed';
}

/** Whether the body lies in the letter's own row. */
export function isWhole({ delivery }: IncomingLetter): boolean {
  return delivery.body.byteLength <= PART_BYTES;
}

/** Runs a statement: on a connection of its own, or inside a transaction. */
export type Run = (statement: { name: string; text: string; values: unknown[] }) => Promise<unknown[]>;

/** Over the driver itself: Prisma would turn the bytes into JSON and back, at half the speed. */
export const runAlone: Run = async (statement) => (await pool().query(statement)).rows as unknown[];

export function runIn(tx: Tx): Run {
  return ({ text, values }) => tx.$queryRawUnsafe(text, ...values);
}

/** A transaction over the driver itself: a body of 50 MB would pass through Prisma as JSON, and take 150 MB on its way. */
export async function inTransaction<T>(work: (run: Run) => Promise<T>, on = pool()): Promise<T> {
  const client = await on.connect();
  let trouble: Error | undefined;
  // A connection that is lost between two statements tells so here alone; unheard, it would end the process.
  const note = (error: Error) => {
    trouble = error;
  };
  client.on('error', note);
  try {
    await client.query('BEGIN');
    const done = await work(async (statement) => (await client.query(statement)).rows as unknown[]);
    await client.query('COMMIT');
    return done;
  } catch (error) {
    await client.query('ROLLBACK').catch(note);
    throw error;
  } finally {
    client.off('error', note);
    client.release(trouble);
  }
}

/**
 * Inserts letters that are all whole, or one that is not (its parts come after). Those that were delivered again say "perhaps
 * two" where an equal letter is stored. Gives how many were new. Throws SessionClosed.
 */
export async function insertLetters(run: Run, incoming: Incoming, isAgain: boolean): Promise<number> {
  const { sessionId, queue, arrivedAt, letters, isAlertDue } = incoming;
  const first = letters[0];
  if (first === undefined) return 0;
  const texts = (pick: (letter: IncomingLetter) => string | null) => writeTexts(letters.map(pick));
  const partedBytes = isWhole(first) ? null : first.delivery.body.byteLength;
  // All bytes travel as one bytea with offsets: bytea[] would travel as hex text, at half the speed.
  const { bytes, offsets, lengths } = pack(
    letters.map(({ delivery }) => [
      delivery.exchange,
      delivery.routingKey,
      delivery.propertyBytes,
      partedBytes === null ? delivery.body : new Uint8Array(),
    ]),
  );
  const [exchanges = [], routingKeys = [], properties = [], bodies = []] = lengths;
  const rows = await run({
    name: 'store letters',
    text: insertion,
    values: [
      sessionId,
      bytes,
      queue,
      isAgain,
      arrivedAt.toISOString(),
      partedBytes,
      first.keptRawBecause,
      isAlertDue,
      writeWords(letters.map(({ id }) => id)),
      writeNumbers(letters.map(({ delivery }) => delivery.seq)),
      writeNumbers(offsets),
      writeNumbers(exchanges),
      writeNumbers(routingKeys),
      writeNumbers(properties),
      writeNumbers(bodies),
      writeNumbers(letters.map(({ fingerprint }) => fingerprint)),
      texts(({ derived }) => derived.sourceQueue),
      texts(({ derived }) => derived.exchange),
      texts(({ derived }) => derived.routingKey),
      texts(({ derived }) => derived.reason),
      writeNumbers(letters.map(({ derived }) => derived.deaths)),
      texts(({ derived }) => derived.errorType),
      texts(({ derived }) => derived.errorMessage),
      texts(({ derived }) => derived.errorStack),
      texts(({ derived }) => derived.convention),
      texts(({ derived }) => derived.messageType),
      writeNumbers(letters.map(({ derived }) => derived.attempts)),
      writeWords(letters.map(({ derived }) => derived.cameFromReplayId)),
    ],
  });
  const [row] = rows as { open: number; stored: number }[];
  if (row?.open !== 1) throw new SessionClosed('the session was closed: its letters go back to the queue');
  return row.stored;
}

/** $1 session … $8 whether alerts are due, then a column each. The row of the session is locked, so that nobody closes it before the commit. */
const insertion = `
  WITH open_session AS MATERIALIZED (
    SELECT id FROM session WHERE id = $1::uuid AND closed_at IS NULL FOR SHARE
  ), bytes AS MATERIALIZED (
    SELECT $2::bytea AS b
  ), letter AS (
    INSERT INTO dead_letter (id, broker_id, dead_letter_queue, session_id, seq, redelivered, is_perhaps_two, arrived_at,
      delivered_exchange, delivered_routing_key, property_bytes, body_bytes, body, fingerprint, kept_raw_because,
      source_queue, exchange, routing_key, reason, deaths, error_type, error_message, error_stack,
      convention, message_type, attempts, came_from_replay_id)
    SELECT u.id, ${BROKER_ID}, $3::text, s.id, u.seq, $4::boolean,
      $4::boolean AND EXISTS (
        SELECT 1 FROM dead_letter e WHERE e.fingerprint = u.fingerprint AND e.dead_letter_queue = $3::text),
      $5::timestamptz,
      substring(b.b FROM u.at FOR u.l0), substring(b.b FROM u.at + u.l0 FOR u.l1),
      substring(b.b FROM u.at + u.l0 + u.l1 FOR u.l2), coalesce($6::int, u.l3),
      CASE WHEN $6::int IS NULL THEN substring(b.b FROM u.at + u.l0 + u.l1 + u.l2 FOR u.l3) END,
      u.fingerprint, $7::text,
      u.source_queue, u.exchange, u.routing_key, u.reason, u.deaths, u.error_type, u.error_message, u.error_stack, u.convention,
      u.message_type, u.attempts, u.came_from
    FROM open_session s, bytes b, unnest($9::uuid[], $10::bigint[], $11::int[], $12::int[], $13::int[], $14::int[], $15::int[],
      $16::bigint[], $17::text[], $18::text[], $19::text[], $20::text[], $21::int[], $22::text[], $23::text[], $24::text[],
      $25::text[], $26::text[], $27::int[], $28::uuid[]
    ) AS u(id, seq, at, l0, l1, l2, l3, fingerprint, source_queue, exchange, routing_key, reason, deaths, error_type,
      error_message, error_stack, convention, message_type, attempts, came_from)
    ON CONFLICT DO NOTHING
    RETURNING id, seq
  ), told AS (
    INSERT INTO event (kind, queue, session_id, first_seq, last_seq, ids)
    SELECT 'letters', $3::text, $1::uuid, min(seq), max(seq), '{}' FROM letter HAVING count(*) > 0
  ), due AS (
    INSERT INTO alert_due (dead_letter_id) SELECT id FROM letter WHERE $8::boolean
  )
  SELECT (SELECT count(*) FROM open_session)::int AS open, (SELECT count(*) FROM letter)::int AS stored,
    pg_notify('letterthief', json_build_object('kind', 'letters', 'queue', $3::text,
      'count', (SELECT count(*) FROM letter))::text)::text`;

/** Adds the body of a letter that is not whole, in the transaction that inserted it. */
export async function insertParts(run: Run, { id, delivery }: IncomingLetter): Promise<void> {
  const text = 'INSERT INTO body_part (dead_letter_id, part, bytes) VALUES ($1::uuid, $2::int, $3::bytea)';
  for (let part = 0; part * PART_BYTES < delivery.body.byteLength; part++) {
    const bytes = delivery.body.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
    await run({ name: 'store a part', text, values: [id, part, bytes] });
  }
}
