// How Postgres goes about the statements of a run's step: few rows of tables that have grown a thousandfold since their statistics
// were taken, where it would read all of them for each row.
import type { Tx } from './client.ts';
import { Prisma } from './generated/client.ts';

const ways = ['seqscan', 'bitmapscan', 'sort', 'hashjoin', 'mergejoin', 'material'].map(
  (way) => `enable_${way}`,
);

/** Until the end of the transaction rows are only looked up by an index. */
export async function onlyLookUp(tx: Tx): Promise<void> {
  await set(tx, 'off');
}

/** For all rows of a run at once. */
export async function chooseFreely(tx: Tx): Promise<void> {
  await set(tx, 'on');
}

async function set(tx: Tx, value: 'on' | 'off'): Promise<void> {
  await tx.$executeRaw`SELECT set_config(name, ${value}, true) FROM unnest(${ways}::text[]) AS u(name)`;
}

/**
 * Of `run_letter x`: at these positions. Neither joined with a list nor by the list alone: all letters of the run would be read, at each
 * step. (Before Postgres 17 a list is no bound of a range.)
 */
export function isAt(runId: string, positions: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`x.run_id = ${runId}::uuid AND x.position = ANY(ARRAY(${positions}))
    AND x.position >= (SELECT min(p.position) FROM (${positions}) p) AND x.position <= (SELECT max(p.position) FROM (${positions}) p)`;
}
