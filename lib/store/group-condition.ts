// Letters by their group and by its owner, as SQL over `dead_letter l`. So written that newest first an index serves them.
import type { Pattern } from '#lib/domain/query/tree.ts';
import { Prisma } from './generated/client.ts';
import { joinOwner, ownerName } from './owners.ts';
import { hasPattern } from './pattern-sql.ts';

/** n.b. Within its first and last letter: newest first, a group of long ago is not looked for among all that came since. */
export function isOfGroup(groupId: string): Prisma.Sql {
  const end = (column: 'first_letter_id' | 'last_letter_id') =>
    Prisma.sql`(SELECT g.${Prisma.raw(column)} FROM failure_group g WHERE g.id = ${groupId}::uuid)`;
  return Prisma.sql`(l.id BETWEEN ${end('first_letter_id')} AND ${end('last_letter_id')}
    AND l.id IN (SELECT m.dead_letter_id FROM group_letter m WHERE m.group_id = ${groupId}::uuid))`;
}

/** A person or team, by name. */
export function isOwnedBy(name: Pattern): Prisma.Sql {
  return Prisma.sql`l.id IN (SELECT m.dead_letter_id FROM group_letter m WHERE m.group_id IN (
    SELECT g.id FROM failure_group g ${joinOwner} WHERE ${hasPattern(ownerName, name)}))`;
}
