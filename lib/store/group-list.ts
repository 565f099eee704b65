// The list of groups: its filter, its order, and where a page of it ends.
import type { GroupFilter, GroupListQuery } from '#lib/domain/group-schemas.ts';
import { isId } from '#lib/domain/ids.ts';
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
export function readGroupCursor({ sort, cursor }: GroupListQuery): Prisma.Sql {
  const [many, id] = cursor === undefined ? [null, null] : split(cursor);
  if (sort === 'lastSeen') {
    const after = id === null ? Prisma.empty : Prisma.sql`AND g.last_letter_id < ${id}::uuid`;
    return Prisma.sql`${after} ORDER BY g.last_letter_id DESC`;
  }
  const column = sort === 'letters' ? Prisma.sql`g.letters` : Prisma.sql`g.open_letters`;
  const after = id === null ? Prisma.empty : Prisma.sql`AND (${column}, g.id) < (${many}, ${id}::uuid)`;
  return Prisma.sql`${after} ORDER BY ${column} DESC, g.id DESC`;
}

export function writeGroupCursor({ sort }: GroupListQuery, last: GroupRow): string {
  if (sort === 'lastSeen') return `0.${last.lastLetterId}`;
  return `${sort === 'letters' ? last.letters : last.openLetters}.${last.id}`;
}

function split(cursor: string): [many: number, id: string] {
  const [many = '', id = ''] = cursor.split('.');
  if (!/^\d{1,9}$/.test(many) || !isId(id))
    throw new AppError('invalid_input', 'cursor: is not one that this API gave', {
      details: { field: 'cursor' },
    });
  return [Number(many), id];
}
