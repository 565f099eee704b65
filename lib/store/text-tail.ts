// A search's look through what is not indexed yet, letter by letter.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '#lib/domain/actor.ts';
import { db } from './client.ts';
import { Prisma } from './generated/client.ts';
import { notIndexed } from './text-search.ts';
import { inTurn } from './turns.ts';

const LONG_MS = 200;

export type Way = {
  /** Towards older letters, or towards newer ones. */
  to: 'older' | 'newer';
  /** Beyond this id; null from the end. */
  from: string | null;
  limit: number;
};

export function orderOf({ to }: Pick<Way, 'to'>): Prisma.Sql {
  return Prisma.raw(to === 'older' ? 'DESC' : 'ASC');
}

export function isBeyond({ to }: Pick<Way, 'to'>, column: Prisma.Sql, id: string | null): Prisma.Sql {
  if (id === null) return Prisma.sql`true`;
  return Prisma.sql`${column} ${Prisma.raw(to === 'older' ? '<' : '>')} ${id}::uuid`;
}

/** A statement: those that come after it in its transaction end by then. */
export function timeLeft(untilMs: number): string {
  return `SET LOCAL statement_timeout = ${Math.max(1, Math.ceil(untilMs - Date.now()))}`;
}

/**
 * The first that are wanted (over `dead_letter l`), in the way's order. Throws too_many, unavailable where its turn does not come, and
 * what Postgres does after `longestMs` of its turn.
 */
export async function findNotIndexed(
  actor: Actor,
  wanted: Prisma.Sql,
  way: Way,
  longestMs: number,
): Promise<string[]> {
  const order = orderOf(way);
  return restfully(actor, async () => {
    const untilMs = Date.now() + longestMs;
    const found: string[] = [];
    for (const range of notIndexed) {
      const [, , rows] = await db().$transaction([
        db().$executeRaw`SET LOCAL enable_seqscan = off`,
        db().$executeRawUnsafe(timeLeft(untilMs)),
        // Set apart, so that no letter is looked into that is indexed.
        db().$queryRaw<{ id: string }[]>`
          SELECT l.id FROM (SELECT * FROM dead_letter l WHERE ${range} ORDER BY l.id ${order} OFFSET 0) l
          WHERE ${wanted} ORDER BY l.id ${order} LIMIT ${way.limit}`,
      ]);
      found.push(...rows.map(({ id }) => id));
    }
    return found;
  });
}

/** In turn. Where it took long the next one waits as long: the index catches up meanwhile, and leaves less to look through. */
export function restfully<Found>(actor: Actor, look: () => Promise<Found>): Promise<Found> {
  return new Promise((resolve, reject) => {
    const turn = inTurn(actor, 'tails', async () => {
      const startedAt = performance.now();
      await look().then(resolve, reject);
      const tookMs = performance.now() - startedAt;
      if (tookMs > LONG_MS) await sleep(tookMs, undefined, { ref: false });
    });
    turn.catch(reject);
  });
}
