// A pattern with wildcards as SQL: equality where it has none, so that an index can serve it.
import type { Pattern } from '#lib/domain/query/tree.ts';
import { Prisma } from './generated/client.ts';

/** Case-sensitive. */
export function hasPattern(column: Prisma.Sql, pattern: Pattern): Prisma.Sql {
  if (pattern.length === 1) return Prisma.sql`${column} = ${pattern[0]}`;
  if (isAny(pattern)) return Prisma.sql`${column} IS NOT NULL`;
  return Prisma.sql`${column} LIKE ${writeLike(pattern)}`;
}

export function writeLike(pattern: Pattern): string {
  return pattern.map((piece) => piece.replaceAll(/[\\%_]/g, '\\$&')).join('%');
}

/** Whatever it is, it fits. */
export function isAny(pattern: Pattern): boolean {
  return pattern.length > 1 && pattern.every((piece) => piece === '');
}
