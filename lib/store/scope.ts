// What an actor sees and may act on, as SQL over `dead_letter l`, and as refusals. Every verb over letters asks here.
import type { Actor, Role } from '#lib/domain/actor.ts';
import { actableQueues, hasRole, isEveryQueue, seenQueues } from '#lib/domain/permissions.ts';
import { AppError } from '#lib/errors.ts';
import { Prisma } from './generated/client.ts';

/** Whether the letter (or group) is one that the actor may see; `true` for who may see every queue. */
export function isSeenBy(actor: Actor, table: 'l' | 'o' | 'g' = 'l'): Prisma.Sql {
  return lies(seenQueues(actor), table);
}

/** Whether the letter is one that the actor may try again and discard. */
export function isActedOnBy(actor: Actor): Prisma.Sql {
  return Prisma.sql`(${isSeenBy(actor)} AND ${lies(actableQueues(actor), 'l')})`;
}

/** Whether the letter's queue is one of the patterns. */
function lies(patterns: readonly string[], table: 'l' | 'o' | 'g'): Prisma.Sql {
  if (isEveryQueue(patterns)) return Prisma.sql`true`;
  const given = patterns.filter((pattern) => !pattern.startsWith('-')).map(likePattern);
  const taken = patterns
    .filter((pattern) => pattern.startsWith('-'))
    .map((pattern) => likePattern(pattern.slice(1)));
  const queue = Prisma.raw(`${table}.source_queue`);
  return Prisma.sql`(${queue} LIKE ANY (${given}::text[]) AND NOT ${queue} LIKE ANY (${taken}::text[]))`;
}

/** Throws forbidden. */
export function requireRole(actor: Actor, role: Role): void {
  if (!hasRole(actor, role))
    throw new AppError(
      'forbidden',
      `Only ${role === 'operator' ? 'operators and administrators' : 'administrators'} may do this`,
    );
}

/** `*` for any characters, as LIKE has it. */
export function likePattern(pattern: string): string {
  return pattern.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%');
}
