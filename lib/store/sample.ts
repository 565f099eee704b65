// What is told from some letters for all.
import { db } from './client.ts';

/** Letters of a sample, about. */
const SAMPLE = 5000;

/** How much of the letters' table that is: of all, where there are few. */
export async function samplePercent(): Promise<number> {
  const [table] = await db().$queryRaw<{ rows: number }[]>`
    SELECT reltuples::float8 AS rows FROM pg_class WHERE oid = 'dead_letter'::regclass`;
  return Math.min(100, (100 * SAMPLE) / Math.max(1, table?.rows ?? 1));
}
