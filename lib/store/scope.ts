// What an actor sees and may act on, as SQL over `dead_letter l`, and as refusals. Every verb over letters asks here.
import type { Actor, Role } from '#lib/domain/actor.ts';
import { hasRole, isEveryQueue, seenQueues } from '#lib/domain/permissions.ts';
import { AppError } from '#lib/errors.ts';
import { Prisma } from './generated/client.ts';

/** Whether the letter is one that the actor may see; `true` for who may see every queue. */
export function isSeenBy(actor: Actor, table: 'l' | 'o' = 'l'): Prisma.Sql {
  const patterns = seenQueues(actor);
  if (isEveryQueue(patterns)) return Prisma.sql`true`;
  const given = patterns.filter((pattern) => !pattern.startsWith('-')).map(like);
  const taken = patterns
    .filter((pattern) => pattern.startsWith('-'))
    .map((pattern) => like(pattern.slice(1)));
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

function like(pattern: string): string {
  return pattern.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%');
}
