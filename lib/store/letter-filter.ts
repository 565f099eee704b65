// The inbox's filter as SQL. Every value is bound.
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import { Prisma } from './generated/client.ts';

/** A condition over `dead_letter l`. */
export function matches(filter: DeadLetterFilter): Prisma.Sql {
  const conditions = [Prisma.sql`true`];
  if (filter.queue)
    conditions.push(Prisma.sql`(l.source_queue = ${filter.queue} OR l.dead_letter_queue = ${filter.queue})`);
  if (filter.reason) conditions.push(Prisma.sql`l.reason = ${filter.reason}`);
  if (filter.status) conditions.push(Prisma.sql`l.status = ${filter.status}`);
  if (filter.after) conditions.push(Prisma.sql`l.arrived_at >= ${new Date(filter.after)}`);
  if (filter.before) conditions.push(Prisma.sql`l.arrived_at < ${new Date(filter.before)}`);
  if (filter.q) {
    const pattern = `%${filter.q.replaceAll(/[\\%_]/g, '\\$&')}%`;
    const columns = ['error_type', 'error_message', 'error_stack', 'routing_key', 'header_text', 'body_text'];
    const texts = columns.map((column) => Prisma.sql`${Prisma.raw(`l.${column}`)} ILIKE ${pattern}`);
    conditions.push(Prisma.sql`(${Prisma.join(texts, ' OR ')})`);
  }
  return Prisma.join(conditions, ' AND ');
}
