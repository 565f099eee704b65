// Searches: they wait their turn and end in time.
import type { Actor } from '#lib/domain/actor.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import type { TextNeeds } from '#lib/domain/query/text-needs.ts';
import { AppError } from '#lib/errors.ts';
import { db } from './client.ts';
import type { Prisma } from './generated/client.ts';
import type { Way } from './text-tail.ts';
import { walkByText } from './text-walk.ts';
import { sqlStateOf } from './trouble.ts';
import { inTurn } from './turns.ts';

const SECONDS = 10;

/** Whose turn it is that this asks for. */
type Kind = 'searches' | 'lists' | 'matches';

/** Letters that fit a query may be rare among all, unless its texts were looked up before. */
export function kindOf({ q }: DeadLetterFilter, needs: TextNeeds | null): Kind {
  return q && needs === null ? 'searches' : 'lists';
}

/** Throws unavailable when it took too long. */
export async function searched<Row>(actor: Actor, sql: Prisma.Sql, kind: Kind): Promise<Row[]> {
  return patiently(actor, kind, async () => {
    const [, rows] = await db().$transaction([
      db().$executeRawUnsafe(`SET LOCAL statement_timeout = '${SECONDS}s'`),
      db().$queryRaw<Row[]>(sql),
    ]);
    return rows;
  });
}

/** The next letters of a filter with a text. Throws unavailable when it took too long. */
export function walked(
  actor: Actor,
  filter: DeadLetterFilter,
  needs: TextNeeds,
  way: Way,
): Promise<string[]> {
  return patiently(actor, 'searches', () => walkByText(actor, filter, needs, way, SECONDS * 1000));
}

async function patiently<Found>(actor: Actor, kind: Kind, search: () => Promise<Found>): Promise<Found> {
  try {
    return await inTurn(actor, kind, search);
  } catch (error) {
    if (sqlStateOf(error) !== '57014') throw error;
    throw new AppError(
      'unavailable',
      `The search took over ${SECONDS}s. Narrow it by queue, status or time.`,
      { cause: error },
    );
  }
}
