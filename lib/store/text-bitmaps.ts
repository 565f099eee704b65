// Bitmaps of blocks, joined as soon as they are as much as one may hold: each place that a search reads is a page of the disk.
import { uuidv7 } from 'uuidv7';
import { joinBitmaps as join, type Bitmap } from '#lib/domain/join-bitmaps.ts';
import { writeNumbers, writeWords } from './array-text.ts';
import { pool } from './client.ts';

/** In bytes: whoever joins them holds them twice. */
const MAX_BITS = 16_000_000;
/** In bytes: of 8,192 letters. More would hardly be fewer pages. */
const MAX_WIDTH = 1024;
const MOST_JOINED = 64;

type Size = { id: string; width: number; slots: number };

/** Joins the oldest of those that are open, as many as go into one; none while more may still be joined to them. */
export async function joinBitmaps(): Promise<void> {
  const { rows } = await pool().query<Size>({
    name: 'open bitmaps',
    text: `SELECT id, width, octet_length(bits) / width AS slots FROM text_bitmap WHERE NOT is_full ORDER BY first_id LIMIT ${MOST_JOINED}`,
  });
  const fitting = countFitting(rows);
  if (fitting < rows.length || rows.length === MOST_JOINED)
    await joinThese(rows.slice(0, fitting).map(({ id }) => id));
}

/** At least one, where there is any. */
function countFitting(sizes: readonly Size[]): number {
  let [width, slots] = [0, 0];
  const beyond = sizes.findIndex((one, at) => {
    width += one.width;
    slots = Math.max(slots, one.slots);
    return at > 0 && (width > MAX_WIDTH || width * slots > MAX_BITS);
  });
  return beyond === -1 ? sizes.length : beyond;
}

/** An open bitmap is that of one block, and has its id. Where another worker was faster nothing is done. */
async function joinThese(ids: readonly string[]): Promise<void> {
  const { rows } = await pool().query<Bitmap & { id: string }>({
    name: 'bits of blocks',
    text: `SELECT id, width, bits FROM text_bitmap WHERE id = ANY($1::uuid[]) AND NOT is_full ORDER BY first_id`,
    values: [writeWords(ids)],
  });
  if (rows.length < ids.length) return;
  const { width, bits } = join(rows);
  const before = rows.map((_, at) => rows.slice(0, at).reduce((sum, one) => sum + one.width, 0));
  await pool().query({
    name: 'join bitmaps',
    text: `WITH held AS (SELECT id, first_id FROM text_bitmap WHERE id = ANY($1::uuid[]) AND NOT is_full FOR UPDATE),
      gone AS (DELETE FROM text_bitmap WHERE id = ANY($1::uuid[]) AND (SELECT count(*) FROM held) = cardinality($1::uuid[])),
      made AS (
        INSERT INTO text_bitmap (id, first_id, width, bits, is_full)
        SELECT $2::uuid, (SELECT min(first_id::text)::uuid FROM held), $3::int, $4::bytea, true
        WHERE (SELECT count(*) FROM held) = cardinality($1::uuid[]) RETURNING id)
      UPDATE text_block b SET bitmap_id = made.id, bitmap_at = u.at
      FROM made, unnest($1::uuid[], $5::int[]) u (id, at) WHERE b.id = u.id`,
    values: [writeWords(rows.map(({ id }) => id)), uuidv7(), width, bits, writeNumbers(before)],
  });
}
