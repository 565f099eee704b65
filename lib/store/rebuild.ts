// Reads stored letters anew: all that is derived from their bytes, as the newest version understands it. Their bytes stay.
import type { Actor } from '#lib/domain/actor.ts';
import { decode, type Derived } from '#lib/domain/decode.ts';
import { countArrivalsAnew } from './arrivals.ts';
import { writeNumbers, writeTexts, writeWords } from './array-text.ts';
import { db, type Tx } from './client.ts';

const BATCH = 500;
/** Larger bodies tell nothing (lib/domain/conventions/clues.ts). */
const MAX_BODY = 64 * 1024;

export type Rebuilt = { read: number; changed: number; isDone: boolean };

type Row = {
  id: string;
  queue: string;
  exchange: Uint8Array;
  routingKey: Uint8Array;
  propertyBytes: Uint8Array;
  body: Uint8Array | null;
};

/** How many letters there are, and how many are behind a rebuild that was broken off. */
export async function countRebuild(_actor: Actor): Promise<{ all: number; done: number }> {
  const [row] = await db().$queryRaw<{ all: number; done: number }[]>`
    SELECT (SELECT count(*)::int FROM dead_letter) AS all,
      (SELECT count(*)::int FROM dead_letter WHERE id <= (SELECT up_to FROM rebuild)) AS done`;
  return row ?? { all: 0, done: 0 };
}

/** The next ones, oldest first, in one transaction with how far it has come. What was kept raw stays so. */
export async function rebuildNext(_actor: Actor): Promise<Rebuilt> {
  return db().$transaction(async (tx) => {
    const rows = await tx.$queryRaw<Row[]>`
      SELECT l.id, l.dead_letter_queue AS queue, l.delivered_exchange AS exchange, l.delivered_routing_key AS "routingKey",
        l.property_bytes AS "propertyBytes", CASE WHEN l.body_bytes <= ${MAX_BODY} THEN l.body END AS body
      FROM dead_letter l WHERE l.id > coalesce((SELECT up_to FROM rebuild), '00000000-0000-0000-0000-000000000000')
        AND l.kept_raw_because IS NULL ORDER BY l.id LIMIT ${BATCH} FOR UPDATE`;
    const last = rows.at(-1);
    if (last === undefined) {
      // Until now hours were not believed (hour-counts.ts): their letters may be of other queues.
      await countArrivalsAnew(tx);
      await tx.$executeRaw`DELETE FROM rebuild`;
      return { read: 0, changed: 0, isDone: true };
    }
    const changed = await write(
      tx,
      rows.map((row) => ({ id: row.id, ...decode({ ...row, body: row.body ?? new Uint8Array() }) })),
    );
    await tx.$executeRaw`
      INSERT INTO rebuild (id, up_to, changed) VALUES (1, ${last.id}::uuid, ${changed})
      ON CONFLICT (id) DO UPDATE SET up_to = EXCLUDED.up_to, changed = rebuild.changed + EXCLUDED.changed`;
    return { read: rows.length, changed, isDone: false };
  });
}

/** Gives how many were not as they are now. */
async function write(tx: Tx, letters: readonly ({ id: string } & Derived)[]): Promise<number> {
  const texts = (pick: (letter: Derived) => string | null) => writeTexts(letters.map(pick));
  return tx.$executeRaw`
    UPDATE dead_letter l SET source_queue = u.source_queue, exchange = u.exchange, routing_key = u.routing_key, reason = u.reason,
      deaths = u.deaths, error_type = u.error_type, error_message = u.error_message, error_stack = u.error_stack,
      convention = u.convention, message_type = u.message_type, attempts = u.attempts
    FROM unnest(${writeWords(letters.map(({ id }) => id))}::uuid[], ${texts((one) => one.sourceQueue)}::text[],
      ${texts((one) => one.exchange)}::text[], ${texts((one) => one.routingKey)}::text[], ${texts((one) => one.reason)}::text[],
      ${writeNumbers(letters.map(({ deaths }) => deaths))}::int[], ${texts((one) => one.errorType)}::text[],
      ${texts((one) => one.errorMessage)}::text[], ${texts((one) => one.errorStack)}::text[], ${texts((one) => one.convention)}::text[],
      ${texts((one) => one.messageType)}::text[], ${writeNumbers(letters.map(({ attempts }) => attempts))}::int[])
      AS u(id, source_queue, exchange, routing_key, reason, deaths, error_type, error_message, error_stack, convention, message_type, attempts)
    WHERE l.id = u.id AND (l.source_queue, l.exchange, l.routing_key, l.reason, l.deaths, l.error_type, l.error_message,
      l.error_stack, l.convention, l.message_type, l.attempts) IS DISTINCT FROM (u.source_queue, u.exchange, u.routing_key,
      u.reason, u.deaths, u.error_type, u.error_message, u.error_stack, u.convention, u.message_type, u.attempts)`;
}
