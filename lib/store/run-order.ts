// Reads what a run's letters are ordered by, some at a step, and gives them their order when all are read.
import { MAX_ORDER_BODY, readOrderKey } from '#lib/domain/run-order.ts';
import type { Tx } from './client.ts';
import type { Run } from './run-feed.ts';
import { chooseFreely } from './run-plans.ts';

const BATCH = 500;

type Row = { position: number; propertyBytes: Uint8Array; body: Uint8Array | null };

export async function readOrder(tx: Tx, run: Run): Promise<void> {
  const { order } = run.asked.how;
  if (order === 'arrival') return;
  const isOfBody = typeof order === 'object' && order.key.startsWith('body.');
  const rows = await tx.$queryRaw<Row[]>`
    SELECT x.position, l.property_bytes AS "propertyBytes",
      CASE WHEN ${isOfBody} AND l.body_bytes <= ${MAX_ORDER_BODY} THEN l.body END AS body
    FROM run_letter x JOIN dead_letter l ON l.id = x.dead_letter_id
    WHERE x.run_id = ${run.id}::uuid AND x.position > ${run.readTo} AND x.state = 'waiting' ORDER BY x.position LIMIT ${BATCH}`;
  const last = rows.at(-1);
  if (last === undefined) return typeof order === 'object' ? chain(tx, run) : renumber(tx, run);
  const positions = rows.map(({ position }) => position);
  const keys = rows.map((row) => readOrderKey(order, row));
  await tx.$executeRaw`
    UPDATE run_letter SET order_key = (${keys}::text[])[array_position(${positions}::int[], position)]
    WHERE run_id = ${run.id}::uuid AND position = ANY(${positions}::int[])`;
  await tx.$executeRaw`UPDATE replay_run SET read_to = ${last.position} WHERE id = ${run.id}::uuid`;
}

/** Each letter knows the next of its key; the first of each, and those without one, may go. */
async function chain(tx: Tx, { id }: Run): Promise<void> {
  await chooseFreely(tx);
  await tx.$executeRaw`
    UPDATE run_letter x SET next = c.next, state = CASE WHEN c.place = 1 THEN 'ready' ELSE x.state END,
      due_at = CASE WHEN c.place = 1 THEN now() END
    FROM (SELECT position, lead(position) OVER w AS next, row_number() OVER w AS place FROM run_letter
      WHERE run_id = ${id}::uuid AND state = 'waiting' AND order_key IS NOT NULL WINDOW w AS (PARTITION BY order_key ORDER BY position)) c
    WHERE x.run_id = ${id}::uuid AND x.position = c.position`;
  await tx.$executeRaw`
    UPDATE run_letter SET state = 'ready', due_at = now() WHERE run_id = ${id}::uuid AND state = 'waiting' AND order_key IS NULL`;
  await tx.$executeRaw`UPDATE replay_run SET is_ready = true WHERE id = ${id}::uuid`;
}

/** By their times; those without one after all others. New places begin behind the old ones, so that no two are the same. */
async function renumber(tx: Tx, { id, total }: Run): Promise<void> {
  await chooseFreely(tx);
  await tx.$executeRaw`
    UPDATE run_letter x SET position = ${total} + o.place
    FROM (SELECT position, row_number() OVER (ORDER BY order_key, position)::int AS place FROM run_letter WHERE run_id = ${id}::uuid) o
    WHERE x.run_id = ${id}::uuid AND x.position = o.position`;
  await tx.$executeRaw`UPDATE replay_run SET is_ready = true WHERE id = ${id}::uuid`;
}
