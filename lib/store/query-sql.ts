// A query as SQL over `dead_letter l`, with every value bound. It answers what lib/domain/query/reads.ts does (tests/store/query.test.ts).
import { firstIdAt } from '#lib/domain/cursor.ts';
import type { LetterStatus } from '#lib/domain/dead-letter.ts';
import { isId } from '#lib/domain/ids.ts';
import type { NameKey } from '#lib/domain/query/keys.ts';
import { momentAt, type Condition, type Pattern, type Query } from '#lib/domain/query/tree.ts';
import { hasBodyValue } from './body-value.ts';
import { Prisma } from './generated/client.ts';
import { isOfGroup, isOwnedBy } from './group-condition.ts';
import { isReplaying } from './letter-rows.ts';
import { hasPattern, isAny, writeLike } from './pattern-sql.ts';
import { holds } from './text-search.ts';

/** `now` in milliseconds: what "2h ago" means. */
export function compileQuery(query: Query, now: number): Prisma.Sql {
  if (query.kind === 'all' || query.kind === 'any') {
    if (query.of.length === 0) return Prisma.sql`true`;
    const of = query.of.map((one) => compileQuery(one, now));
    return Prisma.sql`(${Prisma.join(of, query.kind === 'all' ? ' AND ' : ' OR ')})`;
  }
  // What is not known fits no condition, and so its opposite.
  if (query.kind === 'not') return Prisma.sql`(${compileQuery(query.of, now)}) IS NOT TRUE`;
  return compileOne(query, now);
}

function compileOne(one: Condition, now: number): Prisma.Sql {
  if (one.kind === 'text') return holds(one.text);
  if (one.kind === 'name') return hasName(one.key, one.pattern);
  if (one.kind === 'error') {
    const pattern = writeLike(['', ...one.pattern, '']);
    return Prisma.sql`(l.error_type ILIKE ${pattern} OR l.error_message ILIKE ${pattern})`;
  }
  if (one.kind === 'status') return hasStatus(one.status);
  if (one.kind === 'outcome')
    return one.outcome === 'confirmed' ? hasStatus('replayed') : Prisma.sql`l.last_outcome = ${one.outcome}`;
  if (one.kind === 'count') return hasCount(one);
  if (one.kind === 'time') {
    const id = firstIdAt(new Date(momentAt(one.moment, now)));
    return one.key === 'after' ? Prisma.sql`l.id >= ${id}::uuid` : Prisma.sql`l.id < ${id}::uuid`;
  }
  if (one.kind === 'header') return isMarked([`header.${one.name}`], one.pattern);
  return hasBodyValue(one.path, one.pattern);
}

/** So written that an index serves each: open ones, moved ones, replays under way. */
export function hasStatus(status: LetterStatus): Prisma.Sql {
  if (status === 'replaying')
    return Prisma.sql`l.id IN (SELECT u.dead_letter_id FROM replay u WHERE u.settled_at IS NULL)`;
  if (status === 'replayed') return Prisma.sql`(l.status = 'replayed' AND NOT ${isReplaying})`;
  return Prisma.sql`l.status = ${status}`;
}

export function isMarked(names: readonly string[], pattern: Pattern): Prisma.Sql {
  return Prisma.sql`l.id IN (${marked(names, pattern)})`;
}

function marked(names: readonly string[], pattern: Pattern): Prisma.Sql {
  const named = names.length === 1 ? Prisma.sql`m.name = ${names[0]}` : Prisma.sql`m.name = ANY(${names})`;
  const valued = isAny(pattern) ? Prisma.empty : Prisma.sql` AND ${hasPattern(Prisma.sql`m.value`, pattern)}`;
  return Prisma.sql`SELECT m.dead_letter_id FROM letter_mark m WHERE ${named}${valued}`;
}

const columns: Partial<Record<NameKey, string>> = {
  source: 'source_queue',
  exchange: 'exchange',
  key: 'routing_key',
  reason: 'reason',
  convention: 'convention',
};

function hasName(key: NameKey, pattern: Pattern): Prisma.Sql {
  const column = columns[key];
  if (column !== undefined) return hasPattern(Prisma.raw(`l.${column}`), pattern);
  if (key === 'queue')
    return Prisma.sql`(${hasPattern(Prisma.sql`l.source_queue`, pattern)} OR ${hasPattern(Prisma.sql`l.dead_letter_queue`, pattern)})`;
  if (key === 'type')
    return Prisma.sql`(${hasPattern(Prisma.sql`l.message_type`, pattern)} OR ${isMarked(['type'], pattern)})`;
  if (key === 'app') return isMarked(['app_id'], pattern);
  if (key === 'group') return isInGroup(pattern);
  if (key === 'owner') return isOwnedBy(pattern);
  return hasId(pattern);
}

/** A whole id is looked up; part of one is looked for among all. */
function hasId(pattern: Pattern): Prisma.Sql {
  const [id = ''] = pattern;
  const byMark = marked(['message_id', 'correlation_id'], pattern);
  if (pattern.length > 1)
    return Prisma.sql`(${hasPattern(Prisma.sql`l.id::text`, pattern)} OR l.id IN (${byMark}))`;
  // As Postgres writes it: in small letters.
  const own = isId(id) && id === id.toLowerCase() ? Prisma.sql` UNION ALL SELECT ${id}::uuid` : Prisma.empty;
  return Prisma.sql`l.id IN (${byMark}${own})`;
}

function isInGroup(pattern: Pattern): Prisma.Sql {
  const [id = '', ...more] = pattern;
  // As Postgres writes it: in small letters.
  if (more.length === 0) return isId(id) && id === id.toLowerCase() ? isOfGroup(id) : Prisma.sql`false`;
  return Prisma.sql`l.id IN (SELECT m.dead_letter_id FROM group_letter m WHERE ${hasPattern(Prisma.sql`m.group_id::text`, pattern)})`;
}

function hasCount({ key, is, count }: Condition & { kind: 'count' }): Prisma.Sql {
  const compared = Prisma.sql`${Prisma.raw(is)} ${count}::bigint`;
  if (key === 'deaths') return Prisma.sql`l.deaths ${compared}`;
  if (key === 'size') return Prisma.sql`l.body_bytes ${compared}`;
  const hasNone = count === 0 ? is === '=' || is === '>=' || is === '<=' : is === '<' || is === '<=';
  // Those that were never tried again are most: where they do not count, the replays alone are looked through.
  if (hasNone) return Prisma.sql`(SELECT count(*) FROM replay u WHERE u.dead_letter_id = l.id) ${compared}`;
  return Prisma.sql`l.id IN (SELECT u.dead_letter_id FROM replay u GROUP BY u.dead_letter_id HAVING count(*) ${compared})`;
}
