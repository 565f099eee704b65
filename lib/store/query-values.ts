// What a key of the query language can be asked for: the values of the newest letters, by how many have them.
import type { Actor } from '#lib/domain/actor.ts';
import { isKey } from '#lib/domain/query/keys.ts';
import { readQuery } from '#lib/domain/query/parser.ts';
import type { QueryValues } from '#lib/domain/query/schemas.ts';
import { AppError } from '#lib/errors.ts';
import { db } from './client.ts';
import { Prisma } from './generated/client.ts';
import { lastOutcomeOf, statusOf } from './letter-rows.ts';
import { joinOwner, ownerName } from './owners.ts';
import { readSourceQueues } from './overview.ts';
import { isSeenBy } from './scope.ts';
import { sqlStateOf } from './trouble.ts';
import { inTurn } from './turns.ts';

const MAX_ITEMS = 20;
/** The newest letters tell what there is; bodies are dearer to look into. */
const LOOKED_AT = 10_000;
const BODIES_LOOKED_AT = 500;
const TIMEOUT = '2s';

type Found = { value: string; count: number; lookedAt: number; isAll: boolean };

/** Throws invalid_input for a key that is none; unavailable when it took too long. */
export async function listQueryValues(actor: Actor, key: string, prefix: string): Promise<QueryValues> {
  const source = sourceOf(key);
  if (source === null) return { items: [], lookedAt: 0, isExact: true };
  const { values, lookAt = LOOKED_AT } = source;
  const like = prefix.replaceAll(/[\\%_]/g, '\\$&');
  const rows = await inTime(
    actor,
    Prisma.sql`
    WITH newest AS MATERIALIZED (
      SELECT l.id, ${values} AS found FROM dead_letter l WHERE ${isSeenBy(actor)} ORDER BY l.id DESC LIMIT ${lookAt}
    ), looked AS (SELECT count(*)::int AS at FROM newest)
    SELECT v.value, count(DISTINCT newest.id)::int AS count, (SELECT at FROM looked) AS "lookedAt", (SELECT at FROM looked) < ${lookAt} AS "isAll"
    FROM newest CROSS JOIN LATERAL unnest(newest.found) AS v(value)
    WHERE v.value ILIKE ${`%${like}%`} GROUP BY v.value
    ORDER BY v.value ILIKE ${`${like}%`} DESC, 2 DESC, v.value LIMIT ${MAX_ITEMS}`,
  );
  const items = rows.map(({ value, count }) => ({ value, count }));
  const [first] = rows;
  const older = key === 'queue' || key === 'source' ? await findOlder(actor, prefix, items) : [];
  return {
    items: [...items, ...older].slice(0, MAX_ITEMS),
    lookedAt: first?.lookedAt ?? 0,
    isExact: first?.isAll ?? false,
  };
}

/** Source queues that none of the newest letters came from. */
async function findOlder(
  actor: Actor,
  prefix: string,
  items: QueryValues['items'],
): Promise<QueryValues['items']> {
  const known = new Set(items.map(({ value }) => value));
  const queues = await readSourceQueues(actor);
  return queues
    .filter((queue) => !known.has(queue) && queue.toLowerCase().includes(prefix.toLowerCase()))
    .map((value) => ({ value, count: null }));
}

type Source = { values: Prisma.Sql; lookAt?: number };

const columns: Record<string, Prisma.Sql> = {
  queue: Prisma.sql`ARRAY[l.source_queue, l.dead_letter_queue]`,
  source: Prisma.sql`ARRAY[l.source_queue]`,
  exchange: Prisma.sql`ARRAY[l.exchange]`,
  key: Prisma.sql`ARRAY[l.routing_key]`,
  reason: Prisma.sql`ARRAY[l.reason]`,
  error: Prisma.sql`ARRAY[l.error_type]`,
  convention: Prisma.sql`ARRAY[l.convention]`,
  status: Prisma.sql`ARRAY[${statusOf}]`,
  outcome: Prisma.sql`ARRAY[${lastOutcomeOf}]`,
  type: Prisma.sql`ARRAY[l.message_type, ${markOf('type')}]`,
  app: Prisma.sql`ARRAY[${markOf('app_id')}]`,
  owner: Prisma.sql`ARRAY[(SELECT ${ownerName} FROM group_letter m JOIN failure_group g ON g.id = m.group_id ${joinOwner} WHERE m.dead_letter_id = l.id)]`,
};

/** Null where there is nothing to offer: ids, numbers, times. */
function sourceOf(key: string): Source | null {
  if (key === 'header.')
    return {
      values: Prisma.sql`ARRAY(SELECT substring(m.name FROM 8) FROM letter_mark m WHERE m.dead_letter_id = l.id AND m.name LIKE 'header.%')`,
    };
  if (key === 'body.') return namesIn([]);
  if (isKey(key)) return columns[key] === undefined ? null : { values: columns[key] };
  const read = readQuery(`${key.replace(/\.$/, '')}:*`);
  if (read.ok && read.query.kind === 'header')
    return { values: Prisma.sql`ARRAY[${markOf(`header.${read.query.name}`)}]` };
  if (!read.ok || read.query.kind !== 'body')
    throw new AppError('invalid_input', `key: there is no key ${key}`, { details: { field: 'key' } });
  const { path } = read.query;
  if (key.endsWith('.')) return namesIn(path);
  return {
    values: Prisma.sql`ARRAY[left(letter_body_value(l.body, ${[...path]}::text[]), 200)]`,
    lookAt: BODIES_LOOKED_AT,
  };
}

/** The names in the object at a path. */
function namesIn(path: readonly string[]): Source {
  return {
    values: Prisma.sql`letter_names_in(letter_body_value(l.body, ${[...path]}::text[]))`,
    lookAt: BODIES_LOOKED_AT,
  };
}

function markOf(name: string): Prisma.Sql {
  return Prisma.sql`(SELECT m.value FROM letter_mark m WHERE m.dead_letter_id = l.id AND m.name = ${name})`;
}

async function inTime(actor: Actor, sql: Prisma.Sql): Promise<Found[]> {
  try {
    return await inTurn(actor, 'searches', async () => {
      const [, rows] = await db().$transaction([
        db().$executeRawUnsafe(`SET LOCAL statement_timeout = '${TIMEOUT}'`),
        db().$queryRaw<Found[]>(sql),
      ]);
      return rows;
    });
  } catch (error) {
    if (sqlStateOf(error) !== '57014') throw error;
    throw new AppError('unavailable', 'Looking for values took too long', { cause: error });
  }
}
