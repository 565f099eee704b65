// A value in a JSON body as SQL: letter_body_value() of the migration, asked of as few bodies as can be.
import type { Pattern } from '#lib/domain/query/tree.ts';
import { Prisma } from './generated/client.ts';
import { hasPattern } from './pattern-sql.ts';

/** n.b. Over a body in parts, which `body` has not, it is null. */
export function hasBodyValue(path: readonly string[], pattern: Pattern): Prisma.Sql {
  const value = Prisma.sql`letter_body_value(l.body, ${[...path]}::text[])`;
  // A case decides the order: to read JSON costs a hundred times more than to look for its characters.
  return Prisma.sql`CASE WHEN ${mayHold(path, pattern)} THEN ${hasPattern(value, pattern)} ELSE false END`;
}

/** Characters that JSON writes as themselves, or as \u: a body without them, and without any \u, cannot have the value. */
function mayHold(path: readonly string[], pattern: Pattern): Prisma.Sql {
  const names = path.filter((name) => !/^\s*[+-]?\d+$/.test(name));
  const longest = [...names.slice(-1), ...pattern].filter((text) => /^[\w .@:+=-]+$/.test(text));
  const needed = longest.map((text) => Prisma.sql`position(convert_to(${text}, 'UTF8') IN l.body) > 0`);
  if (needed.length === 0) return Prisma.sql`l.body IS NOT NULL`;
  return Prisma.sql`((${Prisma.join(needed, ' AND ')}) OR position(convert_to(${'\\u'}, 'UTF8') IN l.body) > 0)`;
}
