// Failure groups, followed behind the drain: each letter is assigned to the group of its cause, and counted there in the same
// transaction. One at a time, so that the counts are exact and nobody waits for them.
import { createHash } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#lib/domain/actor.ts';
import { causeAt, keyOf, sayCause, type Cause, type Caused, type Place } from '#lib/domain/failure-group.ts';
import { writeTexts, writeWords } from './array-text.ts';
import { db, lookups } from './client.ts';
import type { Follower } from './follow.ts';
import { addCounts, type Placed } from './group-counts.ts';
import { inTransaction, type Run } from './insert-letters.ts';
import { findPlaces, stackDigest } from './group-places.ts';
import { reopenGroups } from './group-states.ts';
import { notePosts } from './post-changes.ts';

/** Any number that nobody else takes: who counts holds it until its commit. A lease alone may lapse in the middle. */
const LOCK = 7_236_515_120;

type Row = Omit<Caused, 'errorStack'> & {
  id: string;
  stackDigest: string | null;
  isOpen: boolean;
  groupId: string | null;
  wasOpen: boolean | null;
};

export const groups: Follower = {
  name: 'groups',
  batch: 500,
  kinds: ['letters', 'changed', 'replays'],
  // The tables of groups begin empty and grow faster than their statistics.
  take: (ids) => inTransaction((run) => group(run, ids), lookups()),
};

/** Hours that no page shows any more. */
export async function forgetOldHours(_actor: Actor): Promise<void> {
  await db().$executeRaw`DELETE FROM group_hour WHERE hour < now() - interval '14 days'`;
}

export async function group(run: Run, ids: readonly string[]): Promise<void> {
  await run({ name: 'lock groups', text: 'SELECT pg_advisory_xact_lock($1)', values: [LOCK] });
  const rows = (await run({
    name: 'read letters to group',
    text: `SELECT l.id, l.source_queue AS "sourceQueue", l.reason, l.error_type AS "errorType", l.error_message AS "errorMessage",
        ${stackDigest} AS "stackDigest", l.status = 'open' AS "isOpen", m.group_id AS "groupId", m.is_open AS "wasOpen"
      FROM unnest($1::uuid[]) AS u(id) JOIN dead_letter l ON l.id = u.id LEFT JOIN group_letter m ON m.dead_letter_id = l.id`,
    values: [writeWords([...new Set(ids)])],
  })) as Row[];
  const places = await findPlaces(run, rows);
  const keyed = rows.map((row) => keyedOf(row, places.get(row.stackDigest ?? '') ?? null));
  const known = await findGroups(run, new Map(keyed));
  const placed = rows.map((row, at): Placed => ({
    id: row.id,
    isOpen: row.isOpen,
    groupId: known.get(keyed[at]![0])!,
    before: row.groupId === null ? null : { groupId: row.groupId, isOpen: row.wasOpen! },
  }));
  const moved = placed.filter(
    ({ groupId, isOpen, before }) => before?.groupId !== groupId || before.isOpen !== isOpen,
  );
  if (moved.length === 0) return;
  await assign(run, moved);
  await addCounts(run, moved);
  await reopenGroups(run, moved);
  await notePosts(run, [
    ...new Set(moved.flatMap(({ groupId, before }) => [groupId, before?.groupId ?? groupId])),
  ]);
  await run({
    name: 'ring groups',
    text: `SELECT pg_notify('letterthief', '{"kind":"groups"}')`,
    values: [],
  });
}

function keyedOf(row: Row, place: Place | null): [key: string, cause: Cause] {
  const cause = causeAt(row, place);
  return [createHash('sha256').update(keyOf(cause)).digest('hex'), cause];
}

/** Ids by key; groups that are new are made. */
async function findGroups(run: Run, causes: ReadonlyMap<string, Cause>): Promise<Map<string, string>> {
  const found = await readGroups(run, [...causes.keys()]);
  const fresh = [...causes].filter(([key]) => !found.has(key));
  if (fresh.length === 0) return found;
  const texts = (pick: (cause: Cause) => string | null) => writeTexts(fresh.map(([, cause]) => pick(cause)));
  await run({
    name: 'make groups',
    text: `INSERT INTO failure_group (id, key, source_queue, reason, error_type, pattern, file, function, title)
      SELECT u.id, decode(u.key, 'hex'), u.source_queue, u.reason, u.error_type, u.pattern, u.file, u.function, u.title
      FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
        AS u(id, key, source_queue, reason, error_type, pattern, file, function, title)`,
    values: [
      writeWords(fresh.map(() => uuidv7())),
      writeWords(fresh.map(([key]) => key)),
      texts(({ sourceQueue }) => sourceQueue),
      texts(({ reason }) => reason),
      texts(({ errorType }) => errorType),
      texts(({ pattern }) => pattern),
      texts(({ file }) => file),
      texts((cause) => cause.function),
      texts(sayCause),
    ],
  });
  return readGroups(run, [...causes.keys()]);
}

async function readGroups(run: Run, keys: readonly string[]): Promise<Map<string, string>> {
  const rows = (await run({
    name: 'find groups',
    text: `SELECT g.id, encode(g.key, 'hex') AS key FROM failure_group g
      WHERE g.key = ANY(SELECT decode(k, 'hex') FROM unnest($1::text[]) AS k)`,
    values: [writeWords(keys)],
  })) as { id: string; key: string }[];
  return new Map(rows.map(({ id, key }) => [key, id]));
}

async function assign(run: Run, moved: readonly Placed[]): Promise<void> {
  await run({
    name: 'group letters',
    text: `INSERT INTO group_letter (dead_letter_id, group_id, is_open)
      SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::boolean[])
      ON CONFLICT (dead_letter_id) DO UPDATE SET group_id = EXCLUDED.group_id, is_open = EXCLUDED.is_open`,
    values: [
      writeWords(moved.map(({ id }) => id)),
      writeWords(moved.map(({ groupId }) => groupId)),
      writeWords(moved.map(({ isOpen }) => String(isOpen))),
    ],
  });
}
