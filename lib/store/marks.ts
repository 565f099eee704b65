// Marks of letters, written behind the drain: what came since the last time, by events; older letters batch by batch.
import type { Actor } from '#lib/domain/actor.ts';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { readMarks, tidIn, type Mark } from '#lib/domain/marks.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { writeTexts, writeWords } from './array-text.ts';
import { db, pool } from './client.ts';
import { isForgotten, readEvents, readMoment, type StoredEvent } from './events.ts';

const BATCH = 500;
/** In bytes: larger bodies name no transaction. */
const MAX_TOLD = 64 * 1024;
const LEASE = '30 seconds';

type Progress = { since: string; below: string | null; isComplete: boolean };
type Row = {
  id: string;
  /** Null where looking into them may be what killed a worker. */
  propertyBytes: Uint8Array | null;
  bodyDigest: string | null;
  telling: Uint8Array | null;
};

/**
 * Marks what came since the last time, and a batch of older ones. Gives how many letters were looked at; null when another worker
 * is at it. Broken off, it does some again, and changes nothing by that.
 */
export async function markNext(actor: Actor, workerId: string): Promise<number | null> {
  const progress = await takeLease(actor, workerId);
  if (progress === null) return null;
  const { count, until } = await markSince(actor, progress.since);
  const { below } = progress;
  const older = progress.isComplete ? null : await markOlder(below);
  // Where it was begun anew meanwhile (restartMarks), that stands.
  await db().$executeRaw`
    UPDATE mark_progress SET since = ${until}, marked_at = now(), lease_until = now() + ${LEASE}::interval,
      below = CASE WHEN below IS NOT DISTINCT FROM ${below}::uuid THEN coalesce(${older?.below ?? null}::uuid, below) ELSE below END,
      is_complete = is_complete OR (${older?.isOver ?? false} AND below IS NOT DISTINCT FROM ${below}::uuid)
    WHERE worker_id = ${workerId}::uuid`;
  return count + (older?.count ?? 0);
}

/** For who leaves: another worker goes on at once. */
export async function leaveMarks(_actor: Actor, workerId: string): Promise<void> {
  await db().$executeRaw`UPDATE mark_progress SET lease_until = now() WHERE worker_id = ${workerId}::uuid`;
}

/** All letters are marked anew, while the app runs. */
export async function restartMarks(_actor: Actor): Promise<void> {
  await db().$executeRaw`UPDATE mark_progress SET below = NULL, is_complete = false`;
}

async function takeLease(actor: Actor, workerId: string): Promise<Progress | null> {
  const [mine] = await db().$queryRaw<Progress[]>`
    INSERT INTO mark_progress (id, since, lease_until, worker_id)
    VALUES (1, pg_current_snapshot()::text, now() + ${LEASE}::interval, ${workerId}::uuid)
    ON CONFLICT (id) DO UPDATE SET lease_until = EXCLUDED.lease_until, worker_id = EXCLUDED.worker_id
      WHERE mark_progress.lease_until < now() OR mark_progress.worker_id = EXCLUDED.worker_id
    RETURNING since, below, is_complete AS "isComplete"`;
  if (mine === undefined || !(await isForgotten(actor, mine.since))) return mine ?? null;
  // Nobody was here for longer than events are kept: all over again.
  const since = await readMoment(actor);
  await db().$executeRaw`UPDATE mark_progress SET since = ${since}, below = NULL, is_complete = false`;
  return { since, below: null, isComplete: false };
}

async function markSince(actor: Actor, since: string): Promise<{ count: number; until: string }> {
  let count = 0;
  let until: string | null = null;
  let after: StoredEvent | null = null;
  for (;;) {
    const page = await readEvents(actor, { since, until, after });
    until = page.until;
    const ids = page.events
      .filter(({ kind }) => kind === 'letters')
      .flatMap(({ letters }) => letters.map(({ id }) => id));
    for (let at = 0; at < ids.length; at += BATCH)
      count += await mark(await readRows(ids.slice(at, at + BATCH)));
    after = page.events.at(-1) ?? null;
    if (!page.hasMore) return { count, until };
  }
}

async function markOlder(
  below: string | null,
): Promise<{ count: number; below: string | null; isOver: boolean }> {
  const ids = await db().$queryRaw<{ id: string }[]>`
    SELECT id FROM dead_letter WHERE ${below}::uuid IS NULL OR id < ${below}::uuid ORDER BY id DESC LIMIT ${BATCH}`;
  const count = await mark(await readRows(ids.map(({ id }) => id)));
  return { count, below: ids.at(-1)?.id ?? null, isOver: ids.length < BATCH };
}

/** n.b. A body in parts has the digest of its parts' digests: equal bodies have equal ones. */
async function readRows(ids: readonly string[]): Promise<Row[]> {
  return db().$queryRaw<Row[]>`
    SELECT l.id, CASE WHEN l.kept_raw_because IS NULL THEN l.property_bytes END AS "propertyBytes", CASE WHEN l.body_bytes = 0 THEN NULL
      WHEN l.body IS NOT NULL THEN encode(sha256(l.body), 'hex')
      ELSE (SELECT encode(sha256(string_agg(sha256(p.bytes), ''::bytea ORDER BY p.part)), 'hex')
        FROM body_part p WHERE p.dead_letter_id = l.id) END AS "bodyDigest",
      CASE WHEN l.body_bytes <= ${MAX_TOLD} AND position('"tid"'::bytea IN l.body) > 0 THEN l.body END AS telling
    FROM dead_letter l WHERE l.id = ANY(${ids}::uuid[])`;
}

async function mark(rows: readonly Row[]): Promise<number> {
  const marks = rows.flatMap(({ id, propertyBytes, bodyDigest, telling }) => {
    const found = propertyBytes === null ? [] : marksIn(propertyBytes);
    if (bodyDigest !== null) found.push({ name: 'body', value: bodyDigest });
    const tid = telling === null ? null : tidIn(telling);
    if (tid !== null) found.push({ name: 'tid', value: tid });
    return found.map((one) => ({ id, ...one }));
  });
  if (marks.length > 0)
    await pool().query({
      name: 'mark letters',
      text: `INSERT INTO letter_mark (dead_letter_id, name, value)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])
        ON CONFLICT (dead_letter_id, name) DO UPDATE SET value = EXCLUDED.value WHERE letter_mark.value <> EXCLUDED.value`,
      values: [
        writeWords(marks.map(({ id }) => id)),
        writeTexts(marks.map(({ name }) => name)),
        writeTexts(marks.map(({ value }) => value)),
      ],
    });
  return rows.length;
}

function marksIn(propertyBytes: Uint8Array): Mark[] {
  const { properties, headers } = readProperties(propertyBytes);
  return readMarks(properties, headers === null ? [] : readFieldTable(headers));
}
