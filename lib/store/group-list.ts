// The list of groups: its filter, its order, and where a page of it ends.
import { readGroupCursor, writeGroupCursor, type GroupCursor } from '#lib/domain/group-cursor.ts';
import type { GroupFilter, GroupListQuery } from '#lib/domain/group-schemas.ts';
import { AppError } from '#lib/errors.ts';
import { Prisma } from './generated/client.ts';
import type { GroupRow } from './group-rows.ts';
import { ownerName } from './owners.ts';
import { likePattern } from './scope.ts';

/** A condition over `failure_group g` with joinOwner. One that all letters left is not there. */
export function listedGroups({ state, queue, owner, q }: GroupFilter): Prisma.Sql {
  const conditions = [Prisma.sql`g.letters > 0`];
  if (state) conditions.push(Prisma.sql`g.state = ${state}`);
  if (queue) conditions.push(Prisma.sql`g.source_queue = ${queue}`);
  if (owner === '-') conditions.push(Prisma.sql`${ownerName} IS NULL`);
  else if (owner) conditions.push(Prisma.sql`${ownerName} = ${owner}`);
  if (q) {
    const like = likePattern(`*${q}*`);
    conditions.push(
      Prisma.sql`(g.title ILIKE ${like} OR g.error_type ILIKE ${like} OR g.file ILIKE ${like} OR g.function ILIKE ${like})`,
    );
  }
  return Prisma.join(conditions, ' AND ');
}

/** Behind the conditions: what comes after the cursor, and the order. */
export function orderGroups({ sort, cursor }: GroupListQuery): Prisma.Sql {
  const end = cursor === undefined ? null : readCursor(cursor);
  if (sort === 'lastSeen') {
    const after = end === null ? Prisma.empty : Prisma.sql`AND g.last_letter_id < ${end.id}::uuid`;
    return Prisma.sql`${after} ORDER BY g.last_letter_id DESC`;
  }
  const column = sort === 'letters' ? Prisma.sql`g.letters` : Prisma.sql`g.open_letters`;
  const after =
    end === null ? Prisma.empty : Prisma.sql`AND (${column}, g.id) < (${end.many}, ${end.id}::uuid)`;
  return Prisma.sql`${after} ORDER BY ${column} DESC, g.id DESC`;
}

export function endOf({ sort }: GroupListQuery, last: GroupRow): string {
  if (sort === 'lastSeen') return writeGroupCursor({ many: 0, id: last.lastLetterId });
  return writeGroupCursor({ many: sort === 'letters' ? last.letters : last.openLetters, id: last.id });
}

function readCursor(text: string): GroupCursor {
  const cursor = readGroupCursor(text);
  if (cursor === null)
    throw new AppError('invalid_input', 'cursor: is not one that this API gave', {
      details: { field: 'cursor' },
    });
  return cursor;
}
