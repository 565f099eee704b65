// Applies prisma/migrations at start: no network, no Prisma command line, any number of processes at once.
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { grantToApp, keepAudit } from './app-role.ts';

/** Nothing is read or written: what this version does not know it could spoil. */
export class NewerDatabase extends Error {
  override name = 'NewerDatabase';
  constructor(names: readonly string[]) {
    super(
      `The database was made by a newer LetterThief (migration ${names.join(', ')}): run that version, or one after it. Letters wait in RabbitMQ meanwhile`,
    );
  }
}

/** Any number that nobody else takes: pg_advisory_lock's key while migrating. */
const LOCK = 7_236_515_110;

type Migration = { name: string; sql: string; checksum: string };

/**
 * Brings the database to the newest migration, each in a transaction of its own, under an advisory lock. Recorded in
 * _prisma_migrations as `prisma migrate deploy` records it (Prisma 7), so that both can be mixed. Gives the names applied.
 * `migrationUrl`: of a role that owns the tables, where the app's own must not.
 */
export async function migrate(
  databaseUrl: string,
  { migrationUrl, auditDays }: { migrationUrl?: string | undefined; auditDays?: number } = {},
): Promise<string[]> {
  const applied = await bringUp(migrationUrl ?? databaseUrl);
  if (migrationUrl !== undefined) await grantToApp(migrationUrl, databaseUrl);
  if (auditDays !== undefined) await keepAudit(migrationUrl ?? databaseUrl, auditDays);
  return applied;
}

async function bringUp(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    return await applyMissing(client);
  } finally {
    await client.end();
  }
}

async function applyMissing(client: Client): Promise<string[]> {
  // Not IF NOT EXISTS: the app's own role may not make tables, and need not.
  const { rows: tables } = await client.query(`SELECT 1 WHERE to_regclass('"_prisma_migrations"') IS NULL`);
  if (tables.length > 0)
    await client.query(`CREATE TABLE "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`);
  const { rows } = await client.query<{ migration_name: string }>(
    'SELECT migration_name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const applied = new Set(rows.map((row) => row.migration_name));
  const known = readMigrations();
  const newer = [...applied].filter((name) => !known.some((migration) => migration.name === name));
  if (newer.length > 0) throw new NewerDatabase(newer);
  const missing = known.filter((migration) => !applied.has(migration.name));
  for (const migration of missing) await apply(client, migration);
  return missing.map((migration) => migration.name);
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(`Migration ${name} failed; nothing of it was kept`, { cause: error });
  }
}

/** The migrations in their order, as they lie in the checkout. */
export function readMigrations(): Migration[] {
  const folder = fileURLToPath(new URL('../../prisma/migrations/', import.meta.url));
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()
    .map((name) => {
      const sql = readFileSync(`${folder}${name}/migration.sql`, 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}
