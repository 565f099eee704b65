// Which letters a run takes, as SQL over `dead_letter l`: asked when it is planned, and again when a letter's turn comes.
import type { RunHow } from '#lib/domain/run-request.ts';
import { runWhys } from '#lib/domain/run-words.ts';
import { Prisma } from './generated/client.ts';
import { isReplaying } from './letter-rows.ts';
import { isPutBackAllowed } from './pauses.ts';

/** Why a letter does not go; null where it goes. `since`: a replay asked for later than that was not known to the plan. */
export function whyStays(how: RunHow, since?: Date): Prisma.Sql {
  const isTriedSince =
    since === undefined
      ? Prisma.sql`false`
      : Prisma.sql`EXISTS (SELECT FROM replay n WHERE n.dead_letter_id = l.id AND n.asked_at > ${since})`;
  return Prisma.sql`CASE
    WHEN ${isReplaying} THEN ${runWhys.underWay}
    WHEN l.status = 'discarded' THEN ${runWhys.discarded}
    WHEN l.status = 'replayed' AND (${!how.includeReplayed} OR ${isTriedSince}) THEN ${runWhys.replayed}
    WHEN l.last_outcome = 'unknown' AND ${!how.includeUnknown} THEN ${runWhys.unknown}
    WHEN ${lacksWay(how)} THEN ${whysOfWay[how.to.kind]}
  END`;
}

const whysOfWay = {
  origin: runWhys.noOrigin,
  exchange: runWhys.noOrigin,
  queue: runWhys.noQueue,
  dead_letter_queue: runWhys.drained,
};

function lacksWay({ to }: RunHow): Prisma.Sql {
  if (to.kind === 'dead_letter_queue') return Prisma.sql`NOT ${isPutBackAllowed}`;
  if (to.kind === 'exchange') return Prisma.sql`false`;
  return to.kind === 'queue'
    ? Prisma.sql`l.source_queue IS NULL`
    : Prisma.sql`(l.exchange IS NULL OR l.routing_key IS NULL)`;
}

/** Where a letter goes. */
export function wayOf({ to }: RunHow): { exchange: Prisma.Sql; routingKey: Prisma.Sql } {
  if (to.kind === 'exchange')
    return { exchange: Prisma.sql`${to.exchange}::text`, routingKey: Prisma.sql`${to.routingKey}::text` };
  if (to.kind === 'dead_letter_queue')
    return { exchange: Prisma.sql`''::text`, routingKey: Prisma.sql`l.dead_letter_queue` };
  return to.kind === 'queue'
    ? { exchange: Prisma.sql`''::text`, routingKey: Prisma.sql`l.source_queue` }
    : { exchange: Prisma.sql`l.exchange`, routingKey: Prisma.sql`l.routing_key` };
}
