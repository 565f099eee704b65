// Two database roles: one migrates, the other is the app's. The app's own can add to the audit, and neither change nor delete it.
import { Client } from 'pg';

/** How the app's role could come at the audit all the same; null when it cannot. */
const REACH = `
  SELECT current_schema() AS schema, CASE
    WHEN r.rolname = current_user THEN 'is the one of MIGRATION_DATABASE_URL, the same role'
    WHEN r.rolsuper THEN 'is a superuser'
    WHEN pg_has_role(r.oid, current_user, 'MEMBER') THEN 'is a member of the role of MIGRATION_DATABASE_URL'
    WHEN pg_has_role(r.oid, d.datdba, 'MEMBER') THEN 'owns the database'
    WHEN pg_has_role(r.oid, n.nspowner, 'MEMBER') THEN 'owns the schema'
    WHEN pg_has_role(r.oid, c.relowner, 'MEMBER') THEN 'owns the tables'
  END AS why
  FROM pg_roles r, pg_database d, pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'audit'
  WHERE r.rolname = $1 AND d.datname = current_database() AND n.nspname = current_schema()`;

/** Gives the role of `appUrl` what the app needs, as the role of `migrationUrl`, which owns the tables. At each start: tables come. */
export async function grantToApp(migrationUrl: string, appUrl: string): Promise<void> {
  const role = decodeURIComponent(new URL(appUrl).username);
  const client = new Client({ connectionString: migrationUrl });
  await client.connect();
  try {
    const app = client.escapeIdentifier(role);
    const { rows } = await client.query<{ schema: string; why: string | null }>(REACH, [role]);
    const [row] = rows;
    if (row === undefined || row.why !== null)
      throw new Error(
        `The role ${role} of DATABASE_URL ${row?.why ?? 'does not exist'}: the audit would not be out of its reach`,
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
