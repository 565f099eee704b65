// What a filter leaves of letters that just came, for who listens. Asked for many letters together, never for each.
import type { Actor } from '#lib/domain/actor.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import { readQuery } from '#lib/domain/query/parser.ts';
import type { Query } from '#lib/domain/query/tree.ts';
import { db } from './client.ts';
import { Prisma } from './generated/client.ts';
import { matches } from './letter-filter.ts';
import { isSeenBy } from './scope.ts';
import { searched } from './searched.ts';

/** So many ids a question. */
const MOST = 1000;

/** Those of the letters that match and may be seen. Throws unavailable when it took too long. */
export async function whichMatch(
  actor: Actor,
  filter: DeadLetterFilter,
  ids: readonly string[],
): Promise<Set<string>> {
  const found = new Set<string>();
  for (let at = 0; at < ids.length; at += MOST) {
    const some = ids.slice(at, at + MOST);
    const sql = Prisma.sql`SELECT l.id FROM dead_letter l
      WHERE l.id = ANY(${some}::uuid[]) AND ${matches(filter)} AND ${isSeenBy(actor)}`;
    for (const { id } of await searched<{ id: string }>(actor, sql, 'matches')) found.add(id);
  }
  return found;
}

/** Who writes behind the drain what the filter looks at (follow.ts): a new letter may match only once they were there. */
export function followersOf({ q, mark }: DeadLetterFilter): string[] {
  const names = new Set<string>(mark ? ['marks'] : []);
  const read = q ? readQuery(q) : null;
  if (read?.ok) addFollowers(names, read.query);
  return [...names].toSorted();
}

function addFollowers(names: Set<string>, query: Query): void {
  if (query.kind === 'all' || query.kind === 'any') for (const one of query.of) addFollowers(names, one);
  else if (query.kind === 'not') addFollowers(names, query.of);
  else if (query.kind === 'text') names.add('text');
  else if (query.kind === 'header') names.add('marks');
  else if (query.kind === 'name' && ['type', 'app', 'id'].includes(query.key)) names.add('marks');
  else if (query.kind === 'name' && ['group', 'owner'].includes(query.key)) names.add('groups');
}

/** `moment`: what came before it they all have looked at; null while one of them never was there. */
export type Followed = { moment: string | null; isBehind: boolean };

/** How far they have come, and whether anything happened since. */
export async function readFollowed(_actor: Actor, names: readonly string[]): Promise<Followed> {
  const [row] = await db().$queryRaw<(Followed & { many: number })[]>`
    WITH f AS (SELECT since::pg_snapshot AS since FROM follower WHERE name = ANY(${names})),
      first AS (SELECT since FROM f ORDER BY pg_snapshot_xmin(since), pg_snapshot_xmax(since),
        (SELECT count(*) FROM pg_snapshot_xip(since)) DESC LIMIT 1)
    SELECT (SELECT count(*) FROM f)::int AS many, first.since::text AS moment, EXISTS (
      SELECT FROM event e WHERE e.tx >= pg_snapshot_xmin(first.since) AND NOT pg_visible_in_snapshot(e.tx, first.since)
    ) AS "isBehind" FROM first`;
  if (row === undefined || row.many < names.length) return { moment: null, isBehind: true };
  return { moment: row.moment, isBehind: row.isBehind };
}
