// The inbox's filter as SQL. Every value is bound.
import { firstIdAt } from '#lib/domain/cursor.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import { readMark } from '#lib/domain/marks.ts';
import { readQuery } from '#lib/domain/query/parser.ts';
import { sayFault } from '#lib/domain/query/fault.ts';
import { AppError } from '#lib/errors.ts';
import { Prisma } from './generated/client.ts';
import { compileQuery, hasStatus, isMarked } from './query-sql.ts';

/** A condition over `dead_letter l`: the query and all that stands beside it. Throws invalid_input for a query that is none. */
export function matches(filter: DeadLetterFilter, now = Date.now()): Prisma.Sql {
  const conditions = [Prisma.sql`true`];
  if (filter.queue)
    conditions.push(Prisma.sql`(l.source_queue = ${filter.queue} OR l.dead_letter_queue = ${filter.queue})`);
  if (filter.reason) conditions.push(Prisma.sql`l.reason = ${filter.reason}`);
  if (filter.status) conditions.push(hasStatus(filter.status));
  if (filter.after) conditions.push(Prisma.sql`l.id >= ${firstIdAt(new Date(filter.after))}::uuid`);
  if (filter.before) conditions.push(Prisma.sql`l.id < ${firstIdAt(new Date(filter.before))}::uuid`);
  const mark = filter.mark ? readMark(filter.mark) : null;
  if (mark) conditions.push(isMarked([mark.name], [mark.value]));
  if (filter.q) conditions.push(queried(filter.q, now));
  return Prisma.join(conditions, ' AND ');
}

function queried(text: string, now: number): Prisma.Sql {
  const read = readQuery(text);
  if (!read.ok) {
    throw new AppError('invalid_input', `q: ${sayFault(read.fault)}`, {
      details: { field: 'q', ...read.fault },
    });
  }
  return compileQuery(read.query, now);
}
