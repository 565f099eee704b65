/** What Postgres wrote to its log for the letters: bytes, whole pages, flushes, transactions. */
import type { TestDatabase } from '#tests/database.ts';

export type Wal = { bytes: number; records: number; wholePages: number; syncs: number; commits: number };

/** Starts counting; the answer stops. */
export async function startWal(database: TestDatabase): Promise<() => Promise<Wal>> {
  const before = await look(database);
  return async () => {
    const after = await look(database);
    const entries = Object.entries(after).map(([name, value]) => [name, value - before[name as keyof Wal]]);
    return Object.fromEntries(entries) as Wal;
  };
}

async function look(database: TestDatabase): Promise<Wal> {
  const [row] = await database.query<Record<keyof Wal, string>>(`
    SELECT w.wal_bytes AS bytes, w.wal_records AS records, w.wal_fpi AS "wholePages",
      (SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal') AS syncs,
      (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()) AS commits
    FROM pg_stat_wal w`);
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)])) as Wal;
}
