/** What the letters take on disk after a checkpoint and a vacuum: heap, each index, what lies out of line. */
import type { TestDatabase } from '#tests/database.ts';

export type Disk = { bytesPerBodyByte: number; parts: { name: string; bytes: number }[] };

export async function measureDisk(database: TestDatabase): Promise<Disk> {
  await database.query('VACUUM ANALYZE dead_letter');
  await database.query('VACUUM ANALYZE body_part');
  await database.query('CHECKPOINT');
  const [sum] = await database.query<{ bytes: string; bodies: string }>(`
    SELECT pg_total_relation_size('dead_letter') + pg_total_relation_size('body_part') AS bytes,
      (SELECT sum(body_bytes) FROM dead_letter) AS bodies`);
  const parts = await database.query<{ name: string; bytes: string }>(`
    SELECT c.relname || CASE c.relkind WHEN 'r' THEN ' (heap)' ELSE '' END AS name, pg_relation_size(c.oid) AS bytes
    FROM pg_class t JOIN pg_class c ON c.oid IN (t.oid, t.reltoastrelid)
      OR c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid IN (t.oid, t.reltoastrelid))
    WHERE t.oid IN ('dead_letter'::regclass, 'body_part'::regclass) ORDER BY 2 DESC`);
  return {
    bytesPerBodyByte: Number(sum?.bytes) / Number(sum?.bodies),
    parts: parts.map(({ name, bytes }) => ({ name, bytes: Number(bytes) })),
  };
}
