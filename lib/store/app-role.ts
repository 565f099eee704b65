// Two database roles: one migrates, the other is the app's. The app's own can add to the audit, and neither change nor delete it.
import { Client } from 'pg';

/** Gives the role of `appUrl` what the app needs, as the role of `migrationUrl`, which owns the tables. At each start: tables come. */
export async function grantToApp(migrationUrl: string, appUrl: string): Promise<void> {
  const role = decodeURIComponent(new URL(appUrl).username);
  const client = new Client({ connectionString: migrationUrl });
  await client.connect();
  try {
    const app = client.escapeIdentifier(role);
    const { rows } = await client.query<{ schema: string; isSame: boolean }>(
      'SELECT current_schema() AS schema, current_user = $1 AS "isSame"',
      [role],
    );
    const [row] = rows;
    if (row === undefined || row.isSame)
      throw new Error(
        'MIGRATION_DATABASE_URL and DATABASE_URL name the same role: the audit would not be out of its reach',
      );
    const schema = client.escapeIdentifier(row.schema);
    await client.query(`
      BEGIN;
      GRANT USAGE ON SCHEMA ${schema} TO ${app};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${app};
      GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO ${app};
      REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM ${app};
      REVOKE INSERT, UPDATE, DELETE ON audit_keep, "_prisma_migrations" FROM ${app};
      REVOKE ALL ON FUNCTION forget_audit() FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION forget_audit() TO ${app};
      COMMIT`);
  } finally {
    await client.end();
  }
}

/** Says for how long the audit is kept, as who migrates. 0: for ever. */
export async function keepAudit(migrationUrl: string, days: number): Promise<void> {
  const client = new Client({ connectionString: migrationUrl });
  await client.connect();
  try {
    await client.query(
      'INSERT INTO audit_keep (id, days) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET days = EXCLUDED.days WHERE audit_keep.days <> EXCLUDED.days',
      [days],
    );
  } finally {
    await client.end();
  }
}
